/** Answers that change rarely, kept so that forms and labels work without a network. */
import { isProblem } from "@/api/problem";
import { db, durable } from "@/db/db";
import { useSession } from "@/session/store";

/** A link that is there but carries nothing: after this the kept answer is better than waiting. */
const PATIENCE_MS = 4000;

async function kept<T>(userId: number, key: string): Promise<{ value: T } | null> {
  const row = await db.answers.get([userId, key]);
  return row ? { value: row.value as T } : null;
}

/** What was kept under a name, or null. */
export async function keptAnswer<T>(userId: number, key: string): Promise<T | null> {
  return (await kept<T>(userId, key))?.value ?? null;
}

async function asked<T>(userId: number, key: string, ask: () => Promise<T>): Promise<T> {
  const value = await ask();
  await durable(() => db.answers.put({ user_id: userId, key, value, kept: Date.now() })).catch(() => undefined);
  return value;
}

/** Asks the server and keeps the answer; while it cannot be reached, the kept one serves. Throws when there is neither. */
export async function answerOf<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const userId = useSession().me?.id;
  if (userId === undefined) return ask();
  const old = await kept<T>(userId, key);
  const fresh = asked(userId, key, ask).catch((error: unknown) => {
    if (old && isProblem(error) && error.transient) return old.value;
    throw error;
  });
  if (!old) return fresh;
  if (!navigator.onLine) {
    fresh.catch(() => undefined);
    return old.value;
  }
  return Promise.race([fresh, new Promise<T>((settle) => setTimeout(() => settle(old.value), PATIENCE_MS))]);
}
