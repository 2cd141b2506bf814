/** The transparency log as an auditor reads it: its head, the entries that fit, newest first, and one entry's stored bytes. */
import { ref, shallowRef } from "vue";
import { api, url } from "@/api/client";
import { isProblem, networkProblem, problemFrom, type Problem } from "@/api/problem";
import type { Schemas } from "@/api/typed";
import type { Page } from "@/api/types";
import { toQuery, type LogFilter } from "./filter";

export type LogHead = Schemas["HeadOut"];
export type LogEntry = Schemas["LogEntryOut"];
export type Kind = Schemas["KindOut"];

const PAGE = 50;
/** The server looks for words in a stretch of the log at a time; so many empty ones are passed over unasked. */
const EMPTY_STRETCHES = 6;

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
  const cursor = ref<string | null>(null);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  let asked: Record<string, string> = {};
  let turn = 0;

  async function guarded(work: (mine: () => boolean) => Promise<void>): Promise<void> {
    const own = ++turn;
    loading.value = true;
    problem.value = null;
    try {
      await work(() => own === turn);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (own === turn) problem.value = error;
    } finally {
      if (own === turn) loading.value = false;
    }
  }

  async function page(from: string | null): Promise<Page<LogEntry>> {
    const query = { ...asked, order: "newest", limit: PAGE, cursor: from };
    let found: Page<LogEntry> = await api.get("/log/entries", { query });
    for (let n = 0; n < EMPTY_STRETCHES && !found.items.length && found.next_cursor; n++) {
      found = await api.get("/log/entries", { query: { ...query, cursor: found.next_cursor } });
    }
    return found;
  }

  /** Starts over; a later question wins over an answer that is still on its way. */
  const start = (filter: LogFilter): Promise<void> =>
    guarded(async (mine) => {
      asked = toQuery(filter);
      entries.value = null;
      const [fresh, found] = await Promise.all([api.get("/log/head"), page(null)]);
      if (!mine()) return;
      head.value = fresh;
      entries.value = found.items;
      cursor.value = found.next_cursor;
    });

  const more = (): Promise<void> =>
    guarded(async (mine) => {
      const found = await page(cursor.value);
      if (!mine()) return;
      entries.value = [...(entries.value ?? []), ...found.items];
      cursor.value = found.next_cursor;
    });

  return { head, entries, cursor, loading, problem, start, more };
}
