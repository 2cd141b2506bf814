/** Where the person stands now, once, with its accuracy; the position goes to our own server only. */
import type { Here } from "./useTwin";

export type HereTrouble = "denied" | "failed";

/** Rejects with the trouble as its reason. */
export function locate(): Promise<Here> {
  return new Promise((resolve, reject: (why: HereTrouble) => void) => {
    if (!("geolocation" in navigator)) return reject("failed");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy }),
      (error) => reject(error.code === error.PERMISSION_DENIED ? "denied" : "failed"),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 15_000 },
    );
  });
}
