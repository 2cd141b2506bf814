/** A query whose result follows the database, as a Vue ref. */
import { liveQuery } from "dexie";
import { onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from "vue";

const RESTART_MS = 1000;

/** Re-runs `query` on every change of the rows it read, and whenever `sources` change. Call inside a setup or effect scope. */
export function useLive<T>(query: () => Promise<T> | T, initial: T, sources: WatchSource[] = []): Readonly<ShallowRef<T>> {
  const result = shallowRef(initial) as ShallowRef<T>;
  let running: { unsubscribe(): void } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    running?.unsubscribe();
    running = liveQuery(query).subscribe({ next: (value) => (result.value = value), error: again });
  };
  // A lost connection ends a live query for good; the screen must not stand still because of it.
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(restart, RESTART_MS);
  };
  restart();
  if (sources.length) watch(sources, restart);
  onScopeDispose(() => {
    clearTimeout(timer);
    running?.unsubscribe();
  });
  return result;
}
