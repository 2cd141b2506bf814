/** One case: as kept on this phone at once, as the server tells it when it answers, and with what waits to be sent. */
import { computed, ref, shallowRef, watch, type Ref } from "vue";
import { api, call } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { Case, HistoryEntry, Workflow } from "@/api/types";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { KeptCase } from "@/db/rows";
import { forgetCase, keepCase } from "@/kept/cases";
import { useQueued } from "@/outbox/useQueued";
import { useSession } from "@/session/store";
import { loadWorkflow } from "./catalog";
import { latestCase } from "./news";
import { predicted } from "./predict";

export async function wholeHistory(id: string): Promise<HistoryEntry[]> {
  return (await api.get("/cases/{case_id}/history", { path: { case_id: id } })).items;
}

export function useCase(id: Ref<string>) {
  const session = useSession();
  const userId = () => session.me?.id ?? -1;
  const told = shallowRef<Case | null>(null);
  const history = shallowRef<HistoryEntry[] | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  /** When what is shown was true (ms); null once the server has just said so. */
  const keptAt = ref<number | null>(null);
  const workflow = shallowRef<Workflow | null>(null);
  const waiting = useQueued(() => id.value);
  const current = computed(() => told.value && predicted(told.value, waiting.value, workflow.value, session.roles));

  async function tellHistory(of: Case): Promise<void> {
    const entries = await wholeHistory(of.id);
    if (of.id === id.value) history.value = entries;
    await keepCase(userId(), of, Date.now(), entries);
  }

  function show(fresh: Case): void {
    told.value = fresh;
    latestCase.value = fresh;
  }

  /** Takes a fresh case from any answer: the page, the list beside it and the history follow. */
  function take(fresh: Case): void {
    if (fresh.id !== id.value) return;
    show(fresh);
    keptAt.value = null;
    void keepCase(userId(), fresh, Date.now());
    void tellHistory(fresh).catch(() => undefined);
  }

  async function load(): Promise<void> {
    const asked = id.value;
    loading.value = true;
    try {
      const { data } = await call("get", "/cases/{case_id}", { path: { case_id: asked } });
      problem.value = null;
      // Arriving photos and findings do not move the version, so the whole answer is compared.
      if (asked === id.value && (keptAt.value !== null || JSON.stringify(data) !== JSON.stringify(told.value))) take(data);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (asked === id.value) problem.value = error;
      if (error.status === 404) await gone(asked);
    } finally {
      loading.value = false;
    }
  }

  /** No longer this person's to see: not from the phone either. */
  async function gone(of: string): Promise<void> {
    if (of === id.value) told.value = null;
    await forgetCase(userId(), of);
  }

  /** What this phone keeps, also when another tab or the outbox has just learnt something newer. */
  function fromPhone(row: KeptCase | undefined): void {
    if (!row?.whole || row.id !== id.value) return;
    if (!told.value) {
      show(row.whole);
      history.value ??= row.history;
      keptAt.value = row.kept;
    } else if (row.whole.version > told.value.version) {
      take(row.whole);
    }
  }

  const kept = useLive<KeptCase | undefined>(() => db.cases.get([userId(), id.value]), undefined, [id]);
  watch(kept, fromPhone);
  watch(
    id,
    () => {
      told.value = null;
      history.value = null;
      problem.value = null;
      keptAt.value = null;
      void load();
    },
    { immediate: true },
  );
  watch(() => waiting.value.length > 0, async (any) => {
    if (any) workflow.value ??= await loadWorkflow().catch(() => null);
  }, { immediate: true });

  return { current, history, problem, loading, keptAt, waiting, load, take };
}
