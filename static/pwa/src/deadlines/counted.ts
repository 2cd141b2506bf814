/** How much a stretch of time counted, as the key and numbers of a sentence. */
import type { Schemas } from "@/api/typed";

export type ExplainedClock = Schemas["ExplainedClockOut"];
export type Line = Schemas["LineOut"];
export type Suggestion = Schemas["SuggestionOut"];

export interface Counted {
  key: "none" | "days" | "minutes" | "hours" | "hoursMinutes";
  n: number;
  h: number;
  m: number;
}

/** Days for kinds of days, else hours and minutes; nothing counted is said as such. */
export function counted(line: Pick<Line, "counted_days" | "counted_minutes">): Counted {
  const n = line.counted_days ?? line.counted_minutes ?? 0;
  const h = Math.floor(n / 60);
  const m = n % 60;
  if (!n) return { key: "none", n, h, m };
  if (line.counted_days !== null) return { key: "days", n, h, m };
  if (!h) return { key: "minutes", n, h, m };
  return { key: m ? "hoursMinutes" : "hours", n, h, m };
}

export type ClockState = "late" | "met" | "held" | "running";

export function stateOf(clock: Pick<ExplainedClock, "breached_at" | "met_at" | "paused_at">): ClockState {
  if (clock.breached_at) return "late";
  if (clock.met_at) return "met";
  return clock.paused_at ? "held" : "running";
}
