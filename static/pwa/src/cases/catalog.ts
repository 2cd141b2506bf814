/** What the server calls things: statuses, categories and units, asked once and shared by every page. */
import { api } from "@/api/client";
import type { Category, StatusEntry, Unit, Workflow } from "@/api/types";
import { answerOf } from "@/kept/answers";

export type Status = StatusEntry;

/** Remembers one good answer; a failed ask is forgotten so that the next page may try again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

export const loadWorkflow = once((): Promise<Workflow> => answerOf("workflow", () => api.get("/workflow")));
export const loadStatuses = async (): Promise<Status[]> => (await loadWorkflow()).statuses;
export const loadCategories = once(
  (): Promise<Category[]> => answerOf("categories", async () => (await api.get("/categories")).items),
);
export { loadSources } from "@/sources/catalog";
/** The rows of the workflow table: what each action asks for. */
export const loadTransitions = async () => (await loadWorkflow()).transitions;
/** Units change rarely but a person may have just made one: asked anew for each form. */
export const loadUnits = (): Promise<Unit[]> => answerOf("units", async () => (await api.get("/units")).items);
