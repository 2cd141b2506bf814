/** Looks again every so often while somebody is looking, and at once when they come back to the page. */
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from "vue";

export function usePolling(look: () => void, everyMs = 30_000): void {
  let timer: number | undefined;
  const seen = (): boolean => document.visibilityState === "visible" && navigator.onLine;
  const tick = (): void => {
    if (seen()) look();
  };
  const start = (): void => {
    window.clearInterval(timer);
    timer = window.setInterval(tick, everyMs);
  };
  const stop = (): void => window.clearInterval(timer);

  onMounted(() => {
    start();
    document.addEventListener("visibilitychange", tick);
    window.addEventListener("online", tick);
  });
  onActivated(start);
  onDeactivated(stop);
  onBeforeUnmount(() => {
    stop();
    document.removeEventListener("visibilitychange", tick);
    window.removeEventListener("online", tick);
  });
}
