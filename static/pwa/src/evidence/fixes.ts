/** The phone's own positions of the last minutes, and the best one for a given moment. */
import { onScopeDispose, ref, shallowRef } from "vue";
import type { Position } from "@/api/types";

/** A fix further than this from the capture says nothing about where the photo was taken. */
export const WINDOW_MS = 60_000;
const KEPT_MS = 15 * 60_000;

export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number;
  /** Milliseconds since the epoch. */
  at: number;
}

export type PositionTrouble = "denied" | "unavailable" | "unsupported" | null;

/** The most accurate fix within the window around `moment` (ms), or null. */
export function bestFix(fixes: readonly Fix[], moment: number): Fix | null {
  const near = fixes.filter((fix) => Math.abs(fix.at - moment) <= WINDOW_MS);
  return near.reduce<Fix | null>((best, fix) => (!best || fix.accuracy_m < best.accuracy_m ? fix : best), null);
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

export function toPosition(fix: Fix): Position {
  return {
    lat: round(fix.lat, 7),
    lon: round(fix.lon, 7),
    accuracy_m: round(fix.accuracy_m, 1),
    fix_at: new Date(fix.at).toISOString(),
    source: "device",
    datum: "wgs84",
  };
}

export const fixes = shallowRef<Fix[]>([]);
export const trouble = ref<PositionTrouble>(null);
let watchers = 0;
let watchId: number | null = null;

function hear(found: GeolocationPosition): void {
  const { latitude, longitude, accuracy } = found.coords;
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return;
  const fix: Fix = { lat: latitude, lon: longitude, accuracy_m: accuracy, at: found.timestamp };
  fixes.value = [...fixes.value.filter((old) => old.at > Date.now() - KEPT_MS), fix];
  trouble.value = null;
}

function start(): void {
  if (!navigator.geolocation) {
    trouble.value = "unsupported";
    return;
  }
  watchId = navigator.geolocation.watchPosition(
    hear,
    (error) => (trouble.value = error.code === error.PERMISSION_DENIED ? "denied" : "unavailable"),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 },
  );
}

function stop(): void {
  if (watchId !== null) navigator.geolocation.clearWatch(watchId);
  watchId = null;
}

/** Watches the position as long as the calling component lives. */
export function useFixes() {
  if (watchers++ === 0) start();
  onScopeDispose(() => {
    if (--watchers === 0) stop();
  });
  return { fixes, trouble };
}

/** The position to state for something captured at `capturedAt`, or null when no honest one exists. */
export function fixFor(capturedAt: string): Position | null {
  const fix = bestFix(fixes.value, Date.parse(capturedAt));
  return fix ? toPosition(fix) : null;
}
