/** How pressing a case is, in groups that a person can work through from the top. */
import type { CaseSummary } from "@/api/types";
import { toLocalInput } from "./when";

export type Urgency = "waiting" | "overdue" | "today" | "soon" | "later" | "resting";
const SOON_DAYS = 3;
const DAY = 86_400_000;

type Timed = Pick<CaseSummary, "next_clock" | "due_at" | "status">;

/** The instant the case is measured by: the clock that ends first. */
const dueOf = (item: Timed): string | null => item.next_clock?.due_at ?? null;

/** The Asia/Shanghai day counts: what is due at 23:00 is due today, also at noon. What only waits to be closed comes first. */
export function urgencyOf(item: Timed, now: number): Urgency {
  if (item.status === "verified") return "waiting";
  const due = dueOf(item);
  if (!due) return "resting";
  if (Date.parse(due) < now) return "overdue";
  const day = (at: number): string => toLocalInput(new Date(at).toISOString()).slice(0, 10);
  if (day(Date.parse(due)) === day(now)) return "today";
  return Date.parse(due) - now < SOON_DAYS * DAY ? "soon" : "later";
}

export interface Group<T> {
  urgency: Urgency;
  items: T[];
}

/** Neighbours of one urgency together, in the order they came. */
export function grouped<T extends Timed>(items: readonly T[], now: number): Group<T>[] {
  const groups: Group<T>[] = [];
  for (const item of items) {
    const urgency = urgencyOf(item, now);
    const last = groups[groups.length - 1];
    if (last?.urgency === urgency) last.items.push(item);
    else groups.push({ urgency, items: [item] });
  }
  return groups;
}
