/** The marks of the view on screen: asked when the view has come to rest; without a network, those this phone keeps. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from "vue";
import { request } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import { useSession } from "@/session/store";
import { boxText, filterQuery, type Atlas, type MapFilters, type View } from "./atlas";
import { atlasFromPhone } from "./fromPhone";

const REST_MS = 180;

/** What is drawn stays until the answer is there; an answer that a newer question has overtaken is dropped. */
export function useAtlas(filters: Ref<MapFilters>) {
  const atlas = shallowRef<Atlas | null>(null);
  const view = shallowRef<View | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const asking = ref(false);
  /** Set while the marks come from this phone: the oldest moment (ms) at which one of them was true. */
  const keptAt = ref<number | null>(null);
  const userId = useSession().me?.id ?? -1;
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
      problem.value = keptAt.value = null;
      if (!answer.data) return;
      etag = answer.etag ? { of: key, value: answer.etag } : null;
      atlas.value = answer.data;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (mine !== running) return;
      problem.value = error;
      if (error.transient) await fromPhone(query.bbox);
    } finally {
      if (mine === running) asking.value = false;
    }
  }

  async function fromPhone(bbox: string): Promise<void> {
    const found = await atlasFromPhone(userId, filters.value, bbox);
    if (!found) return;
    etag = null;
    atlas.value = found.data;
    keptAt.value = found.at;
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
  return { atlas, view, problem, keptAt, asking, look, refresh };
}
