/** The marks of the view on screen: asked when the view has come to rest, the question before it dropped. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from "vue";
import { request } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import { boxText, filterQuery, type Atlas, type MapFilters, type View } from "./atlas";

const REST_MS = 180;

/** What is drawn stays until the answer is there; an answer that a newer question has overtaken is dropped. */
export function useAtlas(filters: Ref<MapFilters>) {
  const atlas = shallowRef<Atlas | null>(null);
  const view = shallowRef<View | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const asking = ref(false);
  let etag: { of: string; value: string } | null = null;
  let timer: number | undefined;
  let running: AbortController | null = null;

  async function refresh(): Promise<void> {
    if (!view.value) return;
    running?.abort();
    const mine = (running = new AbortController());
    const { bbox, zoom } = view.value;
    const query = { bbox: boxText(bbox), zoom: Math.floor(zoom), ...filterQuery(filters.value, Date.now()) };
    const key = JSON.stringify(query);
    const headers: Record<string, string> = etag?.of === key ? { "If-None-Match": etag.value } : {};
    asking.value = true;
    try {
      const answer = await request<Atlas | undefined>("GET", "/cases/map", { query, headers, signal: mine.signal });
      if (mine !== running) return;
      problem.value = null;
      if (!answer.data) return;
      etag = answer.etag ? { of: key, value: answer.etag } : null;
      atlas.value = answer.data;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (mine === running) problem.value = error;
    } finally {
      if (mine === running) asking.value = false;
    }
  }

  function soon(): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refresh(), REST_MS);
  }

  function look(at: View): void {
    view.value = at;
    soon();
  }

  watch(filters, soon);
  onBeforeUnmount(() => {
    window.clearTimeout(timer);
    running?.abort();
  });
  return { atlas, view, problem, asking, look, refresh };
}
