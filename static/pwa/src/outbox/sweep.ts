/** Forgets what was delivered long ago: rows after a week, small pictures with them. */
import { db } from "@/db/db";

const KEPT_MS = 7 * 24 * 3600_000;

export async function sweepDelivered(now: number): Promise<void> {
  const old = await db.outbox.where("finished").below(now - KEPT_MS).filter((item) => item.state === "done").primaryKeys();
  const photos = await db.photos.where("owner").anyOf(old).filter((photo) => photo.state === "stored").primaryKeys();
  await db.transaction("rw", db.outbox, db.photos, db.thumbs, async () => {
    await db.outbox.bulkDelete(old);
    await db.photos.bulkDelete(photos);
    await db.thumbs.bulkDelete(photos);
  });
}
