/** How pressing a case is, in groups that a person can work through from the top. */
import type { CaseSummary } from "@/api/types";
import { toLocalInput } from "./when";

export type Urgency = "waiting" | "overdue" | "raised" | "today" | "soon" | "later" | "resting";
const SOON_DAYS = 3;
const DAY = 86_400_000;

type Timed = Pick<CaseSummary, "next_clock" | "due_at" | "status" | "priority">;

/** The instant the case is measured by: the clock that ends first. */
const dueOf = (item: Timed): string | null => item.next_clock?.due_at ?? null;

/** The Asia/Shanghai day counts: what is due at 23:00 is due today, also at noon. */
function ofTime(at: number, now: number): Urgency {
  if (at < now) return "overdue";
  const day = (one: number): string => toLocalInput(new Date(one).toISOString()).slice(0, 10);
  if (day(at) === day(now)) return "today";
  return at - now < SOON_DAYS * DAY ? "soon" : "later";
}

/**
 * What only waits to be closed comes first. The server lists a case a day sooner for each step of its priority;
 * one that stands among more pressing ones by that is called raised.
 */
export function urgencyOf(item: Timed, now: number): Urgency {
  if (item.status === "verified") return "waiting";
  const due = dueOf(item);
  if (!due) return "resting";
  const at = Date.parse(due);
  const urgency = ofTime(at, now);
  return at >= now && ofTime(at - item.priority * DAY, now) !== urgency ? "raised" : urgency;
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
