/** Small pictures of cases, kept to be looked at without a network. */
import { url } from "@/api/client";
import { db } from "@/db/db";
import { surplusPictures } from "./bounds";
import { quietly } from "./cases";

/** Fetches a thumbnail once; one that is not made yet is asked for again another time. */
export async function keepPicture(userId: number, photoId: string, now: number): Promise<void> {
  if (await db.pictures.get([userId, photoId])) return;
  const answer = await fetch(url(`/photos/${photoId}/thumbnail`), { credentials: "same-origin" });
  if (!answer.ok) return;
  const data = await answer.arrayBuffer();
  await quietly(() => db.pictures.put({ user_id: userId, id: photoId, data, kept: now }));
}

/** The kept picture, or null. */
export async function keptPicture(userId: number, photoId: string): Promise<Blob | null> {
  const row = await db.pictures.get([userId, photoId]);
  return row ? new Blob([row.data], { type: "image/jpeg" }) : null;
}

export async function trimPictures(userId: number, now: number): Promise<void> {
  const gone = surplusPictures(await db.pictures.where({ user_id: userId }).toArray(), now);
  await quietly(() => db.pictures.bulkDelete(gone.map((row): [number, string] => [userId, row.id])));
}
