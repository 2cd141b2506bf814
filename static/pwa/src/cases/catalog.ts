/** What the server calls things: statuses, categories and units, asked once and shared by every page. */
import { api } from "@/api/client";
import type { Category, StatusEntry, Unit } from "@/api/types";

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

export const loadStatuses = once(async () => (await api.get("/workflow")).statuses);
export const loadCategories = once(async (): Promise<Category[]> => (await api.get("/categories")).items);
/** Units change rarely but a person may have just made one: asked anew for each form. */
export const loadUnits = (): Promise<Unit[]> => api.get("/units").then((page) => page.items);
