/** The transparency log as an auditor reads it: its head, its entries page by page, and one entry's stored bytes. */
import { ref, shallowRef } from "vue";
import { api, url } from "@/api/client";
import { isProblem, networkProblem, problemFrom, type Problem } from "@/api/problem";
import type { HistoryEntry } from "@/api/types";

export interface LogHead {
  size: number;
  root: string;
}
export interface LogEntry extends Omit<HistoryEntry, "actor"> {
  subject: string;
  /** Null when the system acted. */
  actor_id: number | null;
}
interface Stretch {
  items: LogEntry[];
  /** Where the next stretch begins; null at the end of the log. */
  next_after: number | null;
}

const PAGE = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A pasted case id becomes the subject the log knows it by. */
export const subjectOf = (text: string): string =>
  UUID.test(text.trim()) ? `case:${text.trim().toLowerCase()}` : text.trim();

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
  const next = ref<number | null>(null);
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

  async function stretch(after: number | null): Promise<LogEntry[]> {
    const answer = await api.get<Stretch>("/log/entries", { query: { subject: asked, after, limit: PAGE } });
    next.value = answer.next_after;
    return answer.items;
  }

  /** Starts over; an empty subject reads the whole log from its beginning. */
  const start = (subject: string): Promise<void> =>
    guarded(async () => {
      asked = subjectOf(subject);
      entries.value = null;
      head.value = await api.get<LogHead>("/log/head");
      entries.value = await stretch(null);
    });

  const more = (): Promise<void> =>
    guarded(async () => {
      const known = entries.value ?? [];
      entries.value = [...known, ...(await stretch(next.value))];
    });

  return { head, entries, next, loading, problem, start, more };
}
