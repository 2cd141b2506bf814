/** The periods an auditor asks for, as days in Asia/Shanghai and as instants on the wire. */
import { fromLocalInput, toLocalInput } from "@/cases/when";
import type { SampleLine } from "./types";

const DAY_MS = 86_400_000;

/** First and last day, both inside the period, YYYY-MM-DD. */
export interface Days {
  from: string;
  to: string;
}

const today = (now: number): string => toLocalInput(new Date(now).toISOString()).slice(0, 10);
const shift = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The last whole days up to yesterday. */
export const lastDays = (count: number, now: number): Days => ({ from: shift(today(now), -count), to: shift(today(now), -1) });

/** The calendar month before this one. */
export function lastMonth(now: number): Days {
  const first = `${today(now).slice(0, 7)}-01`;
  const last = shift(first, -1);
  return { from: `${last.slice(0, 7)}-01`, to: last };
}

/** Days → instants: from the first midnight until before the one after the last day, but never into the future. */
export function instants(days: Days, now: number): { from: string; to: string } {
  const end = Date.parse(fromLocalInput(`${shift(days.to, 1)}T00:00`));
  return { from: fromLocalInput(`${days.from}T00:00`), to: new Date(Math.min(end, now)).toISOString() };
}

/** Instants → days, for people. */
export const daysOf = (sample: Pick<SampleLine, "from" | "to">): Days => ({
  from: toLocalInput(sample.from).slice(0, 10),
  to: toLocalInput(new Date(Date.parse(sample.to) - 1).toISOString()).slice(0, 10),
});

/** How many cases of a sample have a verdict. */
export const judgedOf = (sample: Pick<SampleLine, "verdicts">): number =>
  Object.values(sample.verdicts).reduce((sum, count) => sum + count, 0);
