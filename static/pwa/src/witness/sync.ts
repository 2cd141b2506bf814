/** Looks at the log after each delivery, at most once a minute, and keeps what it saw or why it must not be believed. */
import { isProblem } from "@/api/problem";
import { db, durable } from "@/db/db";
import type { LogAlarm, LogReceipt, SeenLog } from "@/db/rows";
import { enroll } from "@/evidence/deviceKey";
import { hearTime } from "@/evidence/moment";
import { deviceName } from "@/session/device";
import { isKept, LogAlarmed, observe } from "./observe";
import { logServer, type LogServer } from "./server";

const PAUSE_MS = 60_000;
/** Receipts asked about in one look: a phone on a thin link has other things to do. */
const AT_ONCE = 20;
const PROVEN_KEPT = 200;

let looked = Number.NEGATIVE_INFINITY;
let lookedAs: number | null = null;

/** The log this phone is a witness of; null before the first look. */
export async function seenLog(): Promise<SeenLog | null> {
  return (await db.logs.toCollection().first()) ?? null;
}

async function raise(alarm: Omit<LogAlarm, "id" | "settled">): Promise<void> {
  await durable(() =>
    db.transaction("rw", db.alarms, async () => {
      const known = await db.alarms.where({ settled: 0 }).and((old) => old.kind === alarm.kind && old.receipt?.id === alarm.receipt?.id).count();
      if (!known) await db.alarms.add({ ...alarm, settled: 0 });
    }),
  );
}

/** Keeps the new state unless another tab has gone further meanwhile. */
async function keep(held: SeenLog | null, seen: SeenLog): Promise<void> {
  await durable(() =>
    db.transaction("rw", db.logs, async () => {
      const stands = await seenLog();
      if ((stands?.note ?? null) === (held?.note ?? null)) await db.logs.put(seen);
    }),
  );
}

async function checkReceipts(server: LogServer, held: SeenLog, now: number): Promise<void> {
  const open = await db.receipts.where({ state: "open" }).filter((receipt) => receipt.log_index < held.size).limit(AT_ONCE).toArray();
  for (const receipt of open) {
    const kept = await isKept(server, held, receipt);
    if (kept === null) continue;
    const state: LogReceipt["state"] = kept ? "proven" : "missing";
    if (!kept) await raise({ kind: "missing", at: now, held, shown: held.note, receipt: { ...receipt, state } });
    await db.receipts.update(receipt.id, { state });
  }
  const proven = await db.receipts.where({ state: "proven" }).sortBy("log_index");
  await db.receipts.bulkDelete(proven.slice(0, -PROVEN_KEPT).map((receipt) => receipt.id));
}

/** One look at the log. A link that gives no answer leaves everything as it is. */
export async function look(server: LogServer, now: number): Promise<void> {
  const held = await seenLog();
  try {
    const seen = await observe(server, held, now);
    if (!seen) return;
    await keep(held, seen);
    await checkReceipts(server, seen, now);
  } catch (error) {
    if (error instanceof LogAlarmed && held) await raise({ kind: error.kind, at: now, held, shown: error.shown, receipt: null });
    else if (!(error instanceof LogAlarmed) && !isProblem(error)) throw error;
  }
}

/** The time to count on from and the key to sign with, for photos taken where there is no connection. */
async function prepareCapture(userId: number): Promise<void> {
  try {
    await hearTime(userId);
    await enroll(userId, deviceName(navigator.userAgent));
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
}

/** The outbox calls this after each run; `userId` is null while nobody is signed in. */
export async function witness(userId: number | null): Promise<void> {
  if (!navigator.onLine || (userId === lookedAs && Date.now() - looked < PAUSE_MS)) return;
  looked = Date.now();
  lookedAs = userId;
  await look(logServer, looked);
  if (userId !== null) await prepareCapture(userId);
}

/** A person has passed the alarms on: this phone meets the log anew. The alarms stay listed. */
export async function beginAnew(): Promise<void> {
  await durable(() =>
    db.transaction("rw", db.logs, db.alarms, db.receipts, async () => {
      await db.alarms.toCollection().modify({ settled: 1 });
      await db.logs.clear();
      await db.receipts.clear();
    }),
  );
  looked = Number.NEGATIVE_INFINITY;
}
