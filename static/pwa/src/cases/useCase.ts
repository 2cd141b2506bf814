/** One case as the server last told it, with its history; looked at again quietly while it is open. */
import { ref, shallowRef, watch, type Ref } from "vue";
import { api, call } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { Case, HistoryEntry, Page } from "@/api/types";
import { latestCase } from "./news";

export async function wholeHistory(id: string): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<HistoryEntry> = await api.get("/cases/{case_id}/history", { path: { case_id: id } });
    entries.push(...page.items);
    cursor = page.next_cursor ?? null;
  } while (cursor);
  return entries;
}

export function useCase(id: Ref<string>) {
  const current = shallowRef<Case | null>(null);
  const history = shallowRef<HistoryEntry[] | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);

  async function tellHistory(of: string): Promise<void> {
    const entries = await wholeHistory(of);
    if (of === id.value) history.value = entries;
  }

  /** Takes a fresh case from any answer: the page, the list beside it and the history follow. */
  function take(fresh: Case): void {
    if (fresh.id !== id.value) return;
    current.value = fresh;
    latestCase.value = fresh;
    void tellHistory(fresh.id).catch(() => undefined);
  }

  async function load(): Promise<void> {
    const asked = id.value;
    loading.value = true;
    try {
      const { data } = await call("get", "/cases/{case_id}", { path: { case_id: asked } });
      problem.value = null;
      // Arriving photos and findings do not move the version, so the whole answer is compared.
      if (JSON.stringify(data) !== JSON.stringify(current.value)) take(data);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (asked === id.value) problem.value = error;
    } finally {
      loading.value = false;
    }
  }

  watch(
    id,
    () => {
      current.value = null;
      history.value = null;
      problem.value = null;
      void load();
    },
    { immediate: true },
  );

  return { current, history, problem, loading, load, take };
}
