/** The phone's own database: drafts, photo bytes, the outbox, and a few answers kept for offline use. */
import Dexie, { type EntityTable, type Table } from "dexie";
import { ref } from "vue";
import type {
  Bytes, DeviceRow, Draft, KeptAnswer, KeptCase, KeptPicture, LogAlarm, LogReceipt, MetaRow, OutboxItem, PhotoRow, SeenLog,
} from "./rows";

export class InspectDb extends Dexie {
  drafts!: EntityTable<Draft, "id">;
  photos!: EntityTable<PhotoRow, "id">;
  /** Photo bytes apart from their rows: an offset update must not rewrite ten megabytes. ArrayBuffer, because WebKit loses Blobs. */
  bytes!: EntityTable<Bytes, "id">;
  thumbs!: EntityTable<Bytes, "id">;
  outbox!: EntityTable<OutboxItem, "id">;
  meta!: EntityTable<MetaRow, "key">;
  /** What this phone has seen of the log, and holds the server to. */
  logs!: EntityTable<SeenLog, "origin">;
  receipts!: EntityTable<LogReceipt, "id">;
  alarms!: EntityTable<LogAlarm, "id">;
  devices!: EntityTable<DeviceRow, "user_id">;
  /** What may be thrown away at any time: it is only here to be read without a network. Each row belongs to one person. */
  cases!: Table<KeptCase, [number, string]>;
  pictures!: Table<KeptPicture, [number, string]>;
  answers!: Table<KeptAnswer, [number, string]>;

  constructor(name = "inspect") {
    super(name);
    this.version(1).stores({
      drafts: "id, user_id, changed",
      photos: "id, owner, case_id",
      bytes: "id",
      thumbs: "id",
      outbox: "id, user_id, state, finished",
      meta: "key",
    });
    this.version(2).stores({ logs: "origin", receipts: "id, state", alarms: "++id, settled", devices: "user_id" });
    this.version(3).stores({
      outbox: "id, user_id, state, finished, case_id",
      cases: "[user_id+id], user_id",
      pictures: "[user_id+id], user_id, kept",
      answers: "[user_id+key], user_id",
    });
  }
}

export const db = new InspectDb();

/** Why the phone cannot store: it refuses altogether, or it is full. */
export type StorageTrouble = "broken" | "full";
/** Set when something could not be stored; the app then says so instead of pretending. */
export const storageTrouble = ref<StorageTrouble | null>(null);

const LOST = ["UnknownError", "DatabaseClosedError", "InvalidStateError"];

/** Dexie wraps what the browser said: an aborted transaction carries its true reason inside. */
function namesOf(error: unknown): string[] {
  const { name = "", inner } = (error ?? {}) as { name?: string; inner?: unknown };
  return inner && inner !== error ? [name, ...namesOf(inner)] : [name];
}
const isFull = (error: unknown): boolean => namesOf(error).includes("QuotaExceededError");

/** Pictures and cases kept for reading can be fetched again; what a person made cannot. Returns how many went. */
export async function dropReadable(): Promise<number> {
  const counts = await Promise.all([db.pictures.count(), db.cases.count()]);
  await db.pictures.clear();
  await db.cases.clear();
  return counts[0] + counts[1];
}

async function reopened<T>(work: () => Promise<T>): Promise<T> {
  db.close({ disableAutoOpen: false });
  await db.open();
  return work();
}

async function withMoreRoom<T>(work: () => Promise<T>, error: unknown): Promise<T> {
  if (!(await dropReadable().catch(() => 0))) throw error;
  return work();
}

/** Runs a write; a connection lost in the background is reopened once, a full phone gives up what can be fetched again. */
export async function durable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work().catch((error: unknown) => {
      if (isFull(error)) return withMoreRoom(work, error);
      if (namesOf(error).some((name) => LOST.includes(name))) return reopened(work);
      throw error;
    });
  } catch (error) {
    if (isFull(error)) storageTrouble.value = "full";
    else if (namesOf(error).some((name) => LOST.includes(name))) storageTrouble.value = "broken";
    throw error;
  }
}

export async function readMeta<T>(key: string): Promise<T | null> {
  return ((await db.meta.get(key))?.value as T | undefined) ?? null;
}

export async function writeMeta(key: string, value: unknown): Promise<void> {
  await durable(() => db.meta.put({ key, value }));
}
