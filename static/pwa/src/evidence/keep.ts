/** Photos on the phone: stored with their bytes in one transaction, read back for the screen, deleted together. */
import { db, durable } from "@/db/db";
import type { Draft, PhotoRow } from "@/db/rows";
import type { Taken } from "./intake";

/** Stores a photo the moment it arrives, together with the draft that holds it. Resolves only when the phone has it. */
export async function keepPhoto(taken: Taken, draft: Draft | null = null): Promise<void> {
  await durable(() =>
    db.transaction("rw", [db.photos, db.bytes, db.thumbs, db.drafts], async () => {
      await db.photos.put(taken.row);
      await db.bytes.put({ id: taken.row.id, data: taken.data });
      if (taken.thumb) await db.thumbs.put({ id: taken.row.id, data: taken.thumb });
      if (draft) await db.drafts.put(draft);
    }),
  );
}

export async function dropPhotos(ids: string[]): Promise<void> {
  await durable(() =>
    db.transaction("rw", [db.photos, db.bytes, db.thumbs], async () => {
      await db.photos.bulkDelete(ids);
      await db.bytes.bulkDelete(ids);
      await db.thumbs.bulkDelete(ids);
    }),
  );
}

export function photosOf(owner: string): Promise<PhotoRow[]> {
  return db.photos.where({ owner }).sortBy("added");
}
