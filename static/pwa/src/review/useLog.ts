/** The transparency log as an auditor reads it: its head, its entries page by page, and one entry's stored bytes. */
import { ref, shallowRef } from "vue";
import { api, url } from "@/api/client";
import { isProblem, networkProblem, problemFrom, type Problem } from "@/api/problem";
import type { HistoryEntry, Page } from "@/api/types";

export interface LogHead {
  size: number;
  root: string;
}
export interface LogEntry extends Partial<HistoryEntry> {
  log_index: number;
  subject?: string | null;
}

const PAGE = 50;

/** The stored bytes of one entry, verbatim; they are canonical JSON, so they read as text. */
export async function rawEntry(index: number): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url(`/log/entries/${index}`), { credentials: "same-origin" });
  } catch {
    throw networkProblem();
  }
  if (!response.ok) throw await problemFrom(response);
  return response.text();
}

export function useLog() {
  const head = shallowRef<LogHead | null>(null);
  const entries = shallowRef<LogEntry[] | null>(null);
  const complete = ref(false);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  let asked = "";

  async function guarded(work: () => Promise<void>): Promise<void> {
    loading.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      if (!isProblem(error)) throw error;
      problem.value = error;
    } finally {
      loading.value = false;
    }
  }

  async function page(after: number | null): Promise<LogEntry[]> {
    const answer = await api.get<Page<LogEntry>>("/log/entries", { query: { subject: asked, after, limit: PAGE } });
    complete.value = answer.items.length < PAGE;
    return answer.items;
  }

  /** Starts over; an empty subject reads the whole log from its beginning. */
  const start = (subject: string): Promise<void> =>
    guarded(async () => {
      asked = subject;
      entries.value = null;
      head.value = await api.get<LogHead>("/log/head");
      entries.value = await page(null);
    });

  const more = (): Promise<void> =>
    guarded(async () => {
      const known = entries.value ?? [];
      entries.value = [...known, ...(await page(known[known.length - 1]?.log_index ?? null))];
    });

  return { head, entries, complete, loading, problem, start, more };
}
