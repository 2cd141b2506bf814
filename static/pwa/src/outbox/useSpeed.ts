/** How fast something moves, from the count of bytes that a screen follows anyway. */
import { ref, watch, type Ref } from "vue";

const WINDOW_MS = 8000;

/** Bytes a second over the last seconds; 0 while nothing moves. */
export function useSpeed(bytes: () => number, moving: () => boolean, now: () => number = Date.now): Readonly<Ref<number>> {
  const speed = ref(0);
  let seen: { at: number; bytes: number }[] = [];
  watch([bytes, moving], ([count, on]) => {
    if (!on) seen = [];
    seen = [...seen.filter((one) => one.at > now() - WINDOW_MS), { at: now(), bytes: count }];
    const first = seen[0]!;
    const span = now() - first.at;
    speed.value = on && span > 0 ? Math.max(0, (1000 * (count - first.bytes)) / span) : 0;
  }, { immediate: true });
  return speed;
}
