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
const MOST = 500;
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
  /** Index below which the next page ends; null when the beginning is on screen. */
  const earlier = ref<number | null>(null);
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

  const ask = (after: number, limit: number): Promise<Stretch> =>
    api.get<Stretch>("/log/entries", { query: { subject: asked, after, limit } });

  /** The page of the whole log that ends before `below`, newest first; the log has no gaps, so indexes tell where it begins. */
  async function pageBelow(below: number): Promise<LogEntry[]> {
    const from = Math.max(0, below - PAGE);
    earlier.value = from > 0 ? from : null;
    return below === 0 ? [] : (await ask(from - 1, below - from)).items.reverse();
  }

  /** Everything about one subject, newest first: a case has tens of entries, not thousands. */
  async function wholeSubject(): Promise<LogEntry[]> {
    const items: LogEntry[] = [];
    let after: number | null = -1;
    while (after !== null) {
      const part: Stretch = await ask(after, MOST);
      items.push(...part.items);
      after = part.next_after;
    }
    earlier.value = null;
    return items.reverse();
  }

  /** Starts over; an empty subject reads the whole log from its end. */
  const start = (subject: string): Promise<void> =>
    guarded(async () => {
      asked = subjectOf(subject);
      entries.value = null;
      const fresh = await api.get<LogHead>("/log/head");
      head.value = fresh;
      entries.value = asked ? await wholeSubject() : await pageBelow(fresh.size);
    });

  const more = (): Promise<void> =>
    guarded(async () => {
      if (earlier.value !== null) entries.value = [...(entries.value ?? []), ...(await pageBelow(earlier.value))];
    });

  return { head, entries, earlier, loading, problem, start, more };
}
