/** The phone's own database: drafts, photo bytes, the outbox, and a few answers kept for offline use. */
import Dexie, { type EntityTable } from "dexie";
import { ref } from "vue";
import type { Bytes, DeviceRow, Draft, LogAlarm, LogReceipt, MetaRow, OutboxItem, PhotoRow, SeenLog } from "./rows";

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
  }
}

export const db = new InspectDb();

/** Set when the phone refuses to store at all; the app then blocks instead of pretending. */
export const storageBroken = ref(false);

const LOST = ["UnknownError", "DatabaseClosedError", "InvalidStateError"];

/** Runs a write; WebKit drops the connection in the background, so a lost one is reopened once before giving up. */
export async function durable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!LOST.includes((error as Error).name)) throw error;
  }
  try {
    db.close({ disableAutoOpen: false });
    await db.open();
    return await work();
  } catch (error) {
    storageBroken.value = true;
    throw error;
  }
}

export async function readMeta<T>(key: string): Promise<T | null> {
  return ((await db.meta.get(key))?.value as T | undefined) ?? null;
}

export async function writeMeta(key: string, value: unknown): Promise<void> {
  await durable(() => db.meta.put({ key, value }));
}
