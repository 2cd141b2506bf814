/** In which order things of one case go out: steps one after the other, each after the photos it counts on. Pure rules. */
import type { OutboxItem } from "@/db/rows";
import { MOST_WAIT_MS } from "./backoff";

/** Oldest first; ids made in the same millisecond are still in the order they were made. */
export function byAge(a: OutboxItem, b: OutboxItem): number {
  return a.created - b.created || (a.id < b.id ? -1 : 1);
}

/** Whether an item's time has come. A phone whose clock was set back must not wait for years. */
export function isDue(item: OutboxItem, now: number): boolean {
  if (item.state === "queued") return true;
  return item.state === "retry" && (item.next <= now || item.next - now > MOST_WAIT_MS);
}

/** The step of the same case that must be done before this one, or the photo it waits for; null when it may go. */
export function heldBackBy(item: OutboxItem, all: readonly OutboxItem[]): OutboxItem | null {
  const { action } = item;
  if (!action) return null;
  const open = all.filter((other) => other.state !== "done" && other.id !== item.id);
  const before = open.filter((other) => other.action && other.case_id === item.case_id && byAge(other, item) < 0).sort(byAge);
  return before[0] ?? open.find((other) => action.needs.includes(other.id)) ?? null;
}

/** Steps of the same case taken on top of this one: they make no sense without it. */
export function builtOn(item: OutboxItem, all: readonly OutboxItem[]): OutboxItem[] {
  const later = all.filter((other) => other.action && other.case_id === item.case_id && other.state !== "done" && byAge(item, other) < 0);
  return later.sort(byAge);
}

/** Taking back is honest only while the server cannot have heard of it. */
export function mayTakeBack(item: OutboxItem): boolean {
  return item.action !== undefined && !item.action.begun && item.state !== "uploading" && item.state !== "done";
}
