/** The list beside the map: the same cases as rows, or those of a tapped mark, or the nearest ones. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from "vue";
import { api } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { CaseSummary, Page } from "@/api/types";
import { useSession } from "@/session/store";
import { boxText, filterQuery, type MapFilters, type NearCase, type View } from "./atlas";
import type { Place } from "./distance";
import { nearFromPhone, rowsFromPhone } from "./fromPhone";

const PAGE = 20;
const REST_MS = 300;

export type Here = Place & { accuracy_m: number };
export type Question =
  | { kind: "view" }
  | { kind: "mark"; bbox: [number, number, number, number]; count: number }
  | { kind: "near"; here: Here };

/** Asks only while `wanted`: a phone that shows the map alone does not fetch rows nobody sees. */
export function useTwin(view: Ref<View | null>, filters: Ref<MapFilters>, question: Ref<Question>, wanted: Ref<boolean>) {
  const items = shallowRef<(CaseSummary | NearCase)[]>([]);
  const cursor = ref<string | null>(null);
  const loaded = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const userId = useSession().me?.id ?? -1;
  let timer: number | undefined;
  let running: AbortController | null = null;

  function ask(after: string | null, signal: AbortSignal): Promise<Page<CaseSummary | NearCase>> {
    const narrowed = filterQuery(filters.value, Date.now());
    const about = question.value;
    if (about.kind === "near") {
      const { lat, lon, accuracy_m } = about.here;
      const query = { ...narrowed, lat: lat.toFixed(7), lon: lon.toFixed(7), accuracy_m: Math.round(accuracy_m), limit: 50 };
      return api.get("/cases/near", { query, signal });
    }
    const bbox = boxOf(about);
    return api.get("/cases", { query: { ...narrowed, bbox, limit: PAGE, cursor: after }, signal });
  }

  const boxOf = (about: Exclude<Question, { kind: "near" }>): string => boxText(about.kind === "mark" ? about.bbox : view.value!.bbox);

  async function fromPhone(): Promise<void> {
    const about = question.value;
    const found = about.kind === "near" ? await nearFromPhone(userId, filters.value, about.here) : await rowsFromPhone(userId, filters.value, boxOf(about));
    if (!found) return;
    items.value = found.data;
    cursor.value = null;
    loaded.value = true;
  }

  async function run(after: string | null): Promise<void> {
    if (!wanted.value || (!view.value && question.value.kind === "view")) return;
    running?.abort();
    const mine = (running = new AbortController());
    try {
      const page = await ask(after, mine.signal);
      if (mine !== running) return;
      const known = new Set(after ? items.value.map((one) => one.id) : []);
      const fresh = page.items.filter((one) => !known.has(one.id));
      items.value = after ? [...items.value, ...fresh] : fresh;
      cursor.value = page.next_cursor ?? null;
      loaded.value = true;
      problem.value = null;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (mine !== running) return;
      problem.value = error;
      if (error.transient) await fromPhone();
    }
  }

  const refresh = (): Promise<void> => run(null);
  const more = (): Promise<void> => run(cursor.value);
  function soon(): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), REST_MS);
  }

  watch(view, () => question.value.kind === "view" && soon());
  watch(filters, soon);
  watch(question, () => {
    items.value = [];
    cursor.value = null;
    loaded.value = false;
    void refresh();
  });
  watch(wanted, (yes) => yes && void refresh());
  onBeforeUnmount(() => {
    window.clearTimeout(timer);
    running?.abort();
  });
  return { items, cursor, loaded, problem, refresh, more };
}
