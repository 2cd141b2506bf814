/** Numbers of indicators as people read them, and days on the wall calendar. */
import type { Schemas } from "@/api/typed";
import { fromLocalInput, stamp, toLocalInput } from "@/cases/when";

type Definition = Pick<Schemas["DefinitionOut"], "kind">;

/** Hundredths of a percent, or tenths of hours. */
export function shown(value: number | null | undefined, of: Definition): string {
  if (value === null || value === undefined) return "–";
  return of.kind === "rate" ? `${(value / 100).toFixed(2)}%` : (value / 10).toFixed(1);
}

const A_DAY = 86_400_000;

/** A day on the wall calendar here, `days` ago. */
export const dayAgo = (days: number, now = Date.now()): string => toLocalInput(new Date(now - days * A_DAY).toISOString()).slice(0, 10);

/** The instant at which a day begins here, `after` days later; nothing for no day. */
export const dayBegins = (day: string | undefined, after = 0): string | undefined =>
  day && new Date(Date.parse(fromLocalInput(`${day}T00:00`)) + after * A_DAY).toISOString();

/** The day of an instant, `before` days earlier; empty for no instant. */
export const dayOf = (iso: string | undefined, before = 0): string => (iso ? dayAgo(before, Date.parse(iso)) : "");

/** A stamp to the minute. */
export const when = (iso: string, locale: string): string => stamp(iso, locale, Date.now());

const HOURS_SAID = 72; // from here on people count days

/** How late, in words. */
export const lateBy = (hours: number, t: (key: string, named: Record<string, unknown>) => string): string =>
  hours < HOURS_SAID ? t("ledger.hours_late", { n: hours }) : t("ledger.days_late", { n: Math.floor(hours / 24) });

type Bounded = Pick<Schemas["NumbersOut"], "value" | "low" | "high">;

/** A bar up to a value and a mark over its interval, on a scale that ends at `most`. */
export function reach(one: Bounded, most: number) {
  const at = (number: number | null) => (most ? Math.min(100, ((number ?? 0) / most) * 100) : 0);
  const low = at(one.low);
  return { value: { width: `${at(one.value)}%` }, reach: { left: `${low}%`, width: `${at(one.high) - low}%` } };
}
