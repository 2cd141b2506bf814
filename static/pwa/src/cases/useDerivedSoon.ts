/** Who opens a case right after sending sees its pictures appear: the page looks again, soon at first, while they are being made. */
import { onScopeDispose, watch, type Ref } from "vue";
import type { Case } from "@/api/types";

/** Together about a minute; what is not there by then comes with the page's ordinary polling. */
const DELAYS_MS = [1000, 1500, 2500, 4000, 6000, 9000, 13_000, 20_000];

/** The photos whose bytes have arrived and whose small picture has not been made yet; sound has none. */
export function inTheMaking(item: Case | null): string[] {
  return (item?.photos ?? []).filter((photo) => photo.state === "stored" && !photo.derived && photo.role !== "voice").map((photo) => photo.id);
}

/** `look` asks the server again; an unchanged case costs a few bytes (ETag). */
export function useDerivedSoon(current: Ref<Case | null>, look: () => unknown): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;

  async function again(): Promise<void> {
    if (document.visibilityState === "visible" && navigator.onLine) await look();
    next();
  }
  function next(): void {
    clearTimeout(timer);
    const delay = DELAYS_MS[tries++];
    if (delay !== undefined && inTheMaking(current.value).length) timer = setTimeout(() => void again(), delay);
  }

  watch(() => inTheMaking(current.value).join(), () => {
    tries = 0;
    next();
  }, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));
}
