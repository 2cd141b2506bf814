/** Turns log entries into a readable story: newest first, grouped by day, with the facts worth showing. */
import type { HistoryEntry } from "@/api/types";
import { toLocalInput } from "./when";

/** `key` is under `cases.fact`; values are shown as they are, instants are marked so that they can be put in local time. */
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

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const SHORT_ENOUGH = 400;
/** Payload keys people can read. Ids, hashes and machine detail stay in the raw view. */
const READABLE = [
  "reason",
  "measures",
  "instructions",
  "note",
  "due_at",
  "unit_name",
  "handler_unit",
  "unit",
  "ground",
  "kind",
  "decision",
  "role",
  "state",
  "quarantine_reason",
  "round",
  "into_number",
];

function readable(value: unknown): string | null {
  if (typeof value === "string") return value.trim().slice(0, SHORT_ENOUGH) || null;
  if (typeof value === "number") return String(value);
  if (value && typeof value === "object" && "name" in value && typeof value.name === "string") return value.name;
  return null;
}

/** The facts of one entry in a fixed order. */
export function factsOf(entry: HistoryEntry): Fact[] {
  return READABLE.flatMap((key) => {
    const value = readable(entry.payload[key]);
    return value === null ? [] : [{ key, value, isTime: INSTANT.test(value) }];
  });
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
