/** The two ways into the outbox: a finished report, and a photo for a case that exists. Both are one transaction. */
import type { PhotoRole, PhotoSource, Position } from "@/api/types";
import { db, durable } from "@/db/db";
import type { Draft, OutboxItem, PhotoRow, Shutter } from "@/db/rows";
import { takeIn, takeInVoice, type Taken } from "@/evidence/intake";
import { photosOf } from "@/evidence/keep";
import { signAll } from "@/evidence/statement";
import { announceBody, reportBody } from "./freeze";
import { newItem } from "./item";

/** Freezes the draft and queues it. The draft disappears in the same transaction, so neither can exist twice. */
export async function submitReport(draft: Draft, clockOffsetMs: number | null, now: number): Promise<OutboxItem> {
  // Signing cannot wait inside the transaction: the browser would end it.
  const signed = await signAll(draft.user_id, draft.id, await photosOf(draft.id));
  return durable(() =>
    db.transaction("rw", [db.drafts, db.photos, db.outbox], async () => {
      const photos = await db.photos.where({ owner: draft.id }).sortBy("added");
      const body = reportBody(draft, photos, signed, clockOffsetMs, now);
      const queued = { ...newItem(draft.id, "report", draft.user_id, body, now), category: draft.category, note: draft.note, case_id: draft.id };
      await db.outbox.add(queued);
      await db.drafts.delete(draft.id);
      return queued;
    }),
  );
}

export interface CasePhoto {
  caseId: string;
  role: PhotoRole;
  file: File;
  source: PhotoSource;
  userId: number;
  positionAt(capturedAt: string): Position | null;
  now: number;
  headingDeg?: number | null;
  shutter?: Shutter;
}
export interface CaseVoice extends Pick<CasePhoto, "caseId" | "userId" | "positionAt" | "now"> {
  recorded: { data: ArrayBuffer; mediaType: string; began: number };
}

/** Takes in a photo for a case and queues its announcement. Resolves with its row once the phone has it. */
export async function enqueueCasePhoto(photo: CasePhoto): Promise<PhotoRow> {
  return enqueueTaken(photo, await takeIn(photo.file, { ...photo, owner: "" }));
}

/** The same for a voice note. */
export async function enqueueCaseVoice(note: CaseVoice): Promise<PhotoRow> {
  return enqueueTaken(note, await takeInVoice(note.recorded, { ...note, owner: "" }));
}

async function enqueueTaken(photo: Pick<CasePhoto, "userId" | "caseId" | "now">, taken: Taken): Promise<PhotoRow> {
  const row: PhotoRow = { ...taken.row, owner: taken.row.id };
  const signed = await signAll(photo.userId, photo.caseId, [row]);
  const queued = { ...newItem(row.id, "announce", photo.userId, announceBody(row, signed), photo.now), role: row.role, case_id: photo.caseId };
  await durable(() =>
    db.transaction("rw", [db.photos, db.bytes, db.thumbs, db.outbox], async () => {
      await db.photos.put(row);
      await db.bytes.put({ id: row.id, data: taken.data });
      if (taken.thumb) await db.thumbs.put({ id: row.id, data: taken.thumb });
      await db.outbox.add(queued);
    }),
  );
  return row;
}
