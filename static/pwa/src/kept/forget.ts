/** Sign-out takes everything along that was kept for reading; what a person made and has not sent stays. */
import { db, durable } from "@/db/db";

export async function forgetKept(userId: number): Promise<void> {
  await durable(async () => {
    await db.cases.where({ user_id: userId }).delete();
    await db.pictures.where({ user_id: userId }).delete();
    await db.answers.where({ user_id: userId }).delete();
  });
  // An older version kept the shapes of the map there.
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("inspect-")) await caches.delete(name);
  }
}
