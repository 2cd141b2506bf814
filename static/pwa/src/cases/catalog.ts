/** What the server calls things: statuses, categories and units, asked once and shared by every page. */
import { api } from "@/api/client";
import type { Category, Label, Page, Unit } from "@/api/types";

export interface Status {
  code: string;
  label: Label;
  terminal: boolean;
}
interface Workflow {
  statuses: Status[];
}

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

async function everyPage<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { query: { limit: 200, cursor } });
    items.push(...page.items);
    cursor = page.next_cursor ?? null;
  } while (cursor);
  return items;
}

export const loadStatuses = once(async () => (await api.get<Workflow>("/workflow")).statuses);
export const loadCategories = once(() => everyPage<Category>("/categories"));
/** Units change rarely but a person may have just made one: asked anew for each form. */
export const loadUnits = (): Promise<Unit[]> => everyPage<Unit>("/units");
