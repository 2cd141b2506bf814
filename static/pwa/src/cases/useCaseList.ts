/** The inbox's list: pages by cursor, quiet refresh by ETag, rows that follow the open case, and the phone's own copy offline. */
import { computed, ref, shallowRef, watch, type Ref } from "vue";
import { call } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { CaseSummary, Page } from "@/api/types";
import { keepSummaries, keptCases } from "@/kept/cases";
import { answersTo } from "@/kept/offlineList";
import { useSession } from "@/session/store";
import { byUrgency, listQuery, type Filters } from "./filters";
import { latestCase } from "./news";
import { reconcile } from "./reconcile";

const PAGE = 20;
/** A refresh asks for everything on screen in one go, up to this many rows. */
const MOST_AT_ONCE = 200;

/** `works`: whether the person works through the list, so that the most urgent comes first. */
export function useCaseList(filters: Ref<Filters>, works: Ref<boolean>) {
  /** A fresh list that would move rows: shown when the person asks for it. */
  const waiting = shallowRef<{ page: Page<CaseSummary>; news: number } | null>(null);
  const items = shallowRef<CaseSummary[]>([]);
  const cursor = ref<string | null>(null);
  const loading = ref(false);
  const loadingMore = ref(false);
  const loaded = ref(false);
  const problem = shallowRef<Problem | null>(null);
  /** Set while the rows come from this phone: the oldest moment (ms) at which one of them was true. */
  const keptAt = ref<number | null>(null);
  const userId = useSession().me?.id ?? -1;
  let etag: { of: string; value: string } | null = null;
  let round = 0;

  const complete = computed(() => loaded.value && !cursor.value);

  async function ask(query: Record<string, string | number>, ifNoneMatch?: string) {
    const headers: Record<string, string> = ifNoneMatch ? { "If-None-Match": ifNoneMatch } : {};
    return call("get", "/cases", { query, headers });
  }

  /** Runs one ask; an answer that a newer ask has overtaken is dropped. */
  async function guarded(work: (current: () => boolean) => Promise<void>): Promise<void> {
    const mine = ++round;
    loading.value = true;
    try {
      await work(() => mine === round);
      if (mine === round) problem.value = null;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (mine === round) problem.value = error;
      if (mine === round && error.transient && !loaded.value) await fromPhone();
    } finally {
      if (mine === round) loading.value = false;
    }
  }

  async function fromPhone(): Promise<void> {
    const now = Date.now();
    const rows = (await keptCases(userId)).filter((row) => answersTo(row, listQuery(filters.value, works.value), now));
    const first = (row: (typeof rows)[number]): string => row.summary.next_clock?.due_at ?? "9";
    if (byUrgency(filters.value) && works.value) rows.sort((a, b) => first(a).localeCompare(first(b)));
    items.value = rows.map((row) => row.summary);
    keptAt.value = rows.length ? Math.min(...rows.map((row) => row.kept)) : null;
  }

  function show(page: Page<CaseSummary>): void {
    items.value = page.items;
    cursor.value = page.next_cursor;
    waiting.value = null;
    loaded.value = true;
    keptAt.value = null;
  }

  /** Takes a fresh page without moving a row: what is new or stands elsewhere waits behind a bar. */
  function takeQuietly(page: Page<CaseSummary>): void {
    const { shown, news, moved } = reconcile(items.value, page.items);
    if (!loaded.value || !moved || !shown.length) return show(page);
    items.value = shown;
    waiting.value = { page, news };
  }

  /** Shows the fresh list that waits. */
  function apply(): void {
    if (waiting.value) show(waiting.value.page);
  }

  /** Fetches what is on screen again; when nothing changed the server says so in a few bytes. */
  function refresh(quietly = false): Promise<void> {
    return guarded(async (current) => {
      const limit = Math.min(MOST_AT_ONCE, Math.max(PAGE, items.value.length));
      const query = { ...listQuery(filters.value, works.value), limit };
      const key = JSON.stringify(query);
      const answer = await ask(query, etag?.of === key ? etag.value : undefined);
      if (!current() || !answer.data) return;
      etag = answer.etag ? { of: key, value: answer.etag } : null;
      if (quietly) takeQuietly(answer.data);
      else show(answer.data);
      void keepSummaries(userId, answer.data.items, filters.value.mine, Date.now());
    });
  }

  async function more(): Promise<void> {
    if (loading.value || !cursor.value) return;
    loadingMore.value = true;
    await guarded(async (current) => {
      const { data } = await ask({ ...listQuery(filters.value, works.value), limit: PAGE, cursor: cursor.value! });
      if (!current() || !data) return;
      const known = new Set(items.value.map((one) => one.id));
      items.value = [...items.value, ...data.items.filter((one) => !known.has(one.id))];
      cursor.value = data.next_cursor;
    });
    loadingMore.value = false;
  }

  /** Starts over, showing skeletons: the rows on screen do not answer the new question. */
  function restart(): Promise<void> {
    items.value = [];
    keptAt.value = null;
    waiting.value = null;
    cursor.value = null;
    loaded.value = false;
    etag = null;
    return refresh();
  }

  watch(latestCase, (fresh) => {
    if (!fresh) return;
    items.value = items.value.map((one) => (one.id === fresh.id ? { ...one, ...fresh } : one));
  });

  return { items, waiting, loading, loadingMore, loaded, problem, keptAt, complete, refresh, apply, more, restart };
}
