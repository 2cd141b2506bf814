/** Steps of cases in the outbox: queued with their version, claimed, answered, taken back, or decided on anew. */
import type { Problem } from "@/api/problem";
import type { Case, Label } from "@/api/types";
import { db as database, durable, type InspectDb } from "@/db/db";
import type { OutboxItem, QueuedAction } from "@/db/rows";
import { uuidv7 } from "@/evidence/uuid";
import { newItem } from "./item";
import { builtOn, heldBackBy, mayTakeBack } from "./order";
import { stateAfter } from "./outcome";
import type { Acted } from "./server";

/** A filled form, ready to be sent as it is. */
export interface Wish {
  path: string;
  code: string;
  label: Label;
  target: string | null;
  body: Record<string, unknown>;
  said: QueuedAction["said"];
  seen: Case;
  key: string;
  /** An attempt to send it has gone out already. */
  begun: boolean;
}

/** Queues a step behind what already waits for the case: earlier steps, and photos that it may count on. */
export async function enqueueAction(wish: Wish, userId: number, now: number): Promise<OutboxItem> {
  const { body, seen, begun, ...said } = wish;
  const item = newItem(uuidv7(now), "action", userId, JSON.stringify(body), now);
  return durable(() =>
    database.transaction("rw", database.outbox, async () => {
      const open = await database.outbox.where({ case_id: seen.id }).filter((one) => one.user_id === userId && one.state !== "done").toArray();
      const first = !open.some((one) => one.action);
      const needs = open.filter((one) => one.kind === "announce").map((one) => one.id);
      const action: QueuedAction = { ...said, seen, begun, needs, version: first ? seen.version : null, fresh: null };
      const queued = { ...item, case_id: seen.id, number: seen.number, category: seen.category.code, action: plain(action) };
      await database.outbox.add(queued);
      return queued;
    }),
  );
}

/** IndexedDB cannot store reactive objects. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export interface Claimed {
  action: QueuedAction;
  version: number;
}

/** Marks a step as being sent, unless it must wait or a person has just taken it back. */
export function claim(db: InspectDb, id: string): Promise<Claimed | null> {
  return db.transaction("rw", db.outbox, async () => {
    const item = await db.outbox.get(id);
    if (!item?.action || item.action.version === null) return null;
    if (heldBackBy(item, await db.outbox.where({ case_id: item.case_id! }).toArray())) return null;
    const action = { ...item.action, begun: true };
    await db.outbox.update(id, { state: "uploading", action });
    return { action, version: item.action.version };
  });
}

/** The server has done it: what was decided on top of it now has a version to be sent with. */
export function answered(db: InspectDb, item: OutboxItem, acted: Acted, now: number): Promise<void> {
  return db.transaction("rw", db.outbox, async () => {
    await db.outbox.update(item.id, { state: "done", accepted: now, finished: now, attempts: 0, reason: null, detail: null });
    const [next] = builtOn(item, await db.outbox.where({ case_id: item.case_id! }).toArray());
    if (!next?.action || next.action.version !== null) return;
    if (acted.case) await db.outbox.update(next.id, { action: { ...next.action, version: acted.case.version } });
    else await db.outbox.update(next.id, { state: "failed", reason: "not_found" });
  });
}

/** What a refusal means for the step: a clear no was no attempt that could still succeed. */
export function refusedAction(action: QueuedAction, problem: Problem): QueuedAction {
  const settled = ["failed", "conflict"].includes(stateAfter(problem));
  const fresh = problem.code === "stale_version" ? ((problem.extra.case as Case | undefined) ?? null) : action.fresh;
  return { ...action, fresh, begun: action.begun && !settled };
}

async function withBuiltOn(item: OutboxItem): Promise<OutboxItem[]> {
  return [item, ...builtOn(item, await database.outbox.where({ case_id: item.case_id! }).toArray())];
}

/** How many steps would go with this one. */
export async function goesWith(item: OutboxItem): Promise<number> {
  return (await withBuiltOn(item)).length - 1;
}

/** Takes a step back, and those built on it. False when it is too late. */
export function takeBack(id: string): Promise<boolean> {
  return durable(() =>
    database.transaction("rw", database.outbox, async () => {
      const item = await database.outbox.get(id);
      if (!item) return true;
      if (!mayTakeBack(item)) return false;
      await database.outbox.bulkDelete((await withBuiltOn(item)).map((one) => one.id));
      return true;
    }),
  );
}

/** A person has seen both versions and wants the same done to the case as it is now. */
export async function applyAgain(id: string): Promise<void> {
  await durable(() =>
    database.transaction("rw", database.outbox, async () => {
      const item = await database.outbox.get(id);
      if (!item?.action) return;
      const seen = item.action.fresh ?? item.action.seen;
      const action = { ...item.action, seen, version: seen.version, fresh: null, begun: false };
      await database.outbox.update(id, { action, state: "queued", attempts: 0, next: 0, reason: null, detail: null });
    }),
  );
}
