/** How good the position is at this moment: a tone for the eye and a word for everybody. */
import type { Fix, PositionTrouble } from "@/evidence/fixes";

export type PlaceState = "good" | "rough" | "poor" | "looking" | "old" | Exclude<PositionTrouble, null>;
export type Tone = "ok" | "warn" | "bad";

const GOOD_M = 15;
const ROUGH_M = 60;
/** A fix older than this says where the phone was. */
const FRESH_MS = 30_000;

export function placeState(fix: Fix | null, trouble: PositionTrouble, now: number): PlaceState {
  if (!fix) return trouble ?? "looking";
  if (now - fix.at > FRESH_MS) return trouble ?? "old";
  if (fix.accuracy_m <= GOOD_M) return "good";
  return fix.accuracy_m <= ROUGH_M ? "rough" : "poor";
}

export function toneOf(state: PlaceState): Tone {
  if (state === "good") return "ok";
  return state === "rough" || state === "looking" ? "warn" : "bad";
}
