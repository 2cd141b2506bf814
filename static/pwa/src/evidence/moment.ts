/** The server's time as this phone last heard it, and how long ago that was by a clock nobody can set. */
import { api } from "@/api/client";
import { db, readMeta, writeMeta } from "@/db/db";

const KEPT = "time";

interface Heard {
  user_id: number;
  nonce: string;
  /** Server clock minus phone clock, milliseconds. */
  offset_ms: number;
  /** Monotonic milliseconds of the page that heard it, and which page that was: another page counts anew. */
  at: number;
  page: number;
}

/** What the phone knows of the clocks when it takes a photo in; all times in milliseconds. */
export interface Moment {
  stated_at: number;
  clock_offset_ms: number | null;
  elapsed_ms: number | null;
  nonce: string | null;
  /** Entries of the log this phone had verified: the statement was not made before. */
  checkpoint_size: number | null;
}

export async function hearTime(userId: number, ask = () => api.get("/time")): Promise<void> {
  const asked = Date.now();
  const { server_time, nonce } = await ask();
  const offset = Math.round(Date.parse(server_time) - (asked + Date.now()) / 2);
  const heard: Heard = { user_id: userId, nonce, offset_ms: offset, at: performance.now(), page: performance.timeOrigin };
  await writeMeta(KEPT, heard);
}

/** Never fails: a photo matters more than what can be said of the clocks. */
export async function momentNow(userId: number, now: number): Promise<Moment> {
  const [heard, log] = await Promise.all([readMeta<Heard>(KEPT), db.logs.toCollection().first()]).catch(() => [null, undefined]);
  const ours = heard?.user_id === userId ? heard : null;
  return {
    stated_at: now,
    clock_offset_ms: ours?.offset_ms ?? null,
    elapsed_ms: ours?.page === performance.timeOrigin ? Math.round(performance.now() - ours.at) : null,
    nonce: ours?.nonce ?? null,
    checkpoint_size: log?.size ?? null,
  };
}
