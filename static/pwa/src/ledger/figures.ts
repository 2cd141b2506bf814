/** Numbers of indicators as people read them, and days on the wall calendar. */
import type { Schemas } from "@/api/typed";

type Definition = Pick<Schemas["DefinitionOut"], "kind">;

/** Hundredths of a percent, or tenths of hours. */
export function shown(value: number | null | undefined, of: Definition): string {
  if (value === null || value === undefined) return "–";
  return of.kind === "rate" ? `${(value / 100).toFixed(2)}%` : (value / 10).toFixed(1);
}

/** A day of this place, `days` ago. */
export function dayAgo(days: number, now = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

type Bounded = Pick<Schemas["NumbersOut"], "value" | "low" | "high">;

/** A bar up to a value and a mark over its interval, on a scale that ends at `most`. */
export function reach(one: Bounded, most: number) {
  const at = (number: number | null) => (most ? Math.min(100, ((number ?? 0) / most) * 100) : 0);
  const low = at(one.low);
  return { value: { width: `${at(one.value)}%` }, reach: { left: `${low}%`, width: `${at(one.high) - low}%` } };
}
