/** Where the person stands, for distances in a list: the last good fix, asked for only by those who go to places. */
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import type { Place } from "@/map/distance";

export function useHere(wanted: Ref<boolean>) {
  const at = ref<Place | null>(null);
  let watching: number | null = null;

  function stop(): void {
    if (watching !== null) navigator.geolocation.clearWatch(watching);
    watching = null;
  }
  async function start(): Promise<void> {
    if (watching !== null || !navigator.geolocation) return;
    // A list is no reason to ask for a permission: it is used only where it was given already.
    const state = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (state?.state !== "granted" || !wanted.value || watching !== null) return;
    watching = navigator.geolocation.watchPosition(
      ({ coords }) => (at.value = { lat: coords.latitude, lon: coords.longitude }),
      () => undefined,
      { enableHighAccuracy: false, maximumAge: 60_000, timeout: 30_000 },
    );
  }
  watch(wanted, (now) => (now ? void start() : stop()), { immediate: true });
  onScopeDispose(stop);
  return computed(() => (wanted.value ? at.value : null));
}
