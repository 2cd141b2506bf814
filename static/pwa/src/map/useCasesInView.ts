/** The cases inside the part of the map on screen; asked again when the view has come to rest. */
import { onBeforeUnmount, ref, shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { CaseSummary } from "@/api/types";

const MOST = 200;
const REST_MS = 250;

export function useCasesInView() {
  const items = shallowRef<CaseSummary[]>([]);
  const more = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let box = "";
  let timer: number | undefined;
  let round = 0;

  async function refresh(): Promise<void> {
    if (!box) return;
    const mine = ++round;
    loading.value = true;
    try {
      const page = await api.get("/cases", { query: { bbox: box, limit: MOST } });
      if (mine !== round) return;
      items.value = page.items;
      more.value = page.next_cursor !== null;
      problem.value = null;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (mine === round) problem.value = error;
    } finally {
      if (mine === round) loading.value = false;
    }
  }

  /** west, south, east, north in WGS-84 degrees. */
  function look(bounds: readonly number[]): void {
    const [west, south, east, north] = bounds as [number, number, number, number];
    const cut = [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)];
    box = cut.map((side) => side.toFixed(6)).join(",");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), REST_MS);
  }

  onBeforeUnmount(() => window.clearTimeout(timer));
  return { items, more, problem, loading, look, refresh };
}
