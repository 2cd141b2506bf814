/** Drafts on the phone: kept on every change, found again after the page was killed. */
import { db, durable } from "@/db/db";
import type { Draft } from "@/db/rows";
import { uuidv7 } from "@/evidence/uuid";

const OPEN = "open-draft";
/** A page killed longer ago than this is not reopened unasked. */
const REOPEN_MS = 30 * 60_000;

export function emptyDraft(userId: number, now: number, id: string = uuidv7(now)): Draft {
  return { id, user_id: userId, category: null, note: "", fields: {}, position: null, captured_at: null, started: now, changed: now };
}

/** Whether a person put anything into it; the phone's own position alone is nothing. */
export function worthKeeping(draft: Draft, photos: number): boolean {
  const filled = Object.values(draft.fields).some((value) => value !== "" && value !== null && value !== undefined);
  return photos > 0 || filled || Boolean(draft.category || draft.note.trim() || draft.captured_at) || draft.position?.source === "manual";
}

/** Plain data: IndexedDB cannot store a reactive object. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export async function saveDraft(draft: Draft): Promise<void> {
  await durable(() => db.drafts.put(plain(draft)));
}

export async function dropDraft(id: string): Promise<void> {
  await durable(() =>
    db.transaction("rw", [db.drafts, db.photos, db.bytes, db.thumbs], async () => {
      const photos = await db.photos.where({ owner: id }).primaryKeys();
      await Promise.all([db.photos.bulkDelete(photos), db.bytes.bulkDelete(photos), db.thumbs.bulkDelete(photos), db.drafts.delete(id)]);
    }),
  );
}

/** Remembers which form is on the screen, so that a page the system kills comes back to it. */
export function noteOpen(id: string, now: number): void {
  localStorage.setItem(OPEN, JSON.stringify({ id, at: now }));
}

export function noteClosed(): void {
  localStorage.removeItem(OPEN);
}

/** The draft that was open when the page went away, if that was just now and it still exists for this person. */
export async function interruptedDraft(userId: number, now: number): Promise<string | null> {
  const stored = localStorage.getItem(OPEN);
  if (!stored) return null;
  const { id, at } = JSON.parse(stored) as { id: string; at: number };
  if (now - at > REOPEN_MS) return null;
  const draft = await db.drafts.get(id);
  return draft && draft.user_id === userId ? id : null;
}
