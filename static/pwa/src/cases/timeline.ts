/** Turns log entries into a readable story: newest first, grouped by day, with the facts worth showing. */
import type { HistoryEntry } from "@/api/types";
import { toLocalInput } from "./when";

/** `key` is under `cases.fact`; an instant comes as UTC ISO text, so that the page can put it in local time. */
export interface Fact {
  key: string;
  value: string;
  isTime: boolean;
}

export interface TimelineDay {
  /** Asia/Shanghai calendar day, YYYY-MM-DD. */
  day: string;
  entries: HistoryEntry[];
}

const SHORT_ENOUGH = 400;
/** Payload keys people can read. Ids, hashes and machine detail stay in the auditor's raw view. */
const WORDS = ["reason", "measures", "plan", "instructions", "note", "ground", "role", "quarantine_reason"];
const TIMES = ["due_at", "until"];
const UNITS = ["unit_id"];

const readText = (value: unknown): string | null =>
  typeof value === "string" ? value.trim().slice(0, SHORT_ENOUGH) || null : null;

/** The log keeps instants as whole milliseconds; ISO text is taken too. */
function readTime(value: unknown): string | null {
  const at = typeof value === "number" || typeof value === "string" ? new Date(value) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : null;
}

/** The facts of one entry in a fixed order; a unit nobody knows the name of is left out. */
export function factsOf(entry: Pick<HistoryEntry, "kind" | "payload">, unitName: (id: number) => string | undefined = () => undefined): Fact[] {
  const payload = entry.payload ?? {};
  const found: [string, string | null | undefined, boolean][] = [
    ...UNITS.map((key): [string, string | undefined, boolean] => [key, unitName(Number(payload[key])), false]),
    ...TIMES.map((key): [string, string | null, boolean] => [key, readTime(payload[key]), true]),
    ...WORDS.map((key): [string, string | null, boolean] => [key, readText(payload[key]), false]),
  ];
  return found.flatMap(([key, value, isTime]) => (value ? [{ key, value, isTime }] : []));
}

/** Newest first; entries of one moment keep the order of the log. */
export function byDay(entries: readonly HistoryEntry[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const entry of [...entries].sort((a, b) => b.log_index - a.log_index)) {
    const day = toLocalInput(entry.at).slice(0, 10);
    const last = days[days.length - 1];
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
