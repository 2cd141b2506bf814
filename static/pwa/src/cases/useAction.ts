/** Sends one action with its version and its key, or leaves it to the outbox when the server cannot be reached. */
import { ref, shallowRef } from "vue";
import { isProblem, type Problem } from "@/api/problem";
import type { Case } from "@/api/types";
import { uuidv7 } from "@/evidence/uuid";
import { enqueueAction, type Wish } from "@/outbox/actions";
import { wake } from "@/outbox/engine";
import { realServer, type Acted } from "@/outbox/server";
import { useSession } from "@/session/store";
import { changesBetween, type Change } from "./changes";

/** What was different when our version proved stale. */
export interface Conflict {
  fresh: Case;
  /** When the case we had was last acted on, UTC ISO. */
  since: string;
  changes: Change[];
}

/** What is to be done, without what this module adds. */
export type Intent = Omit<Wish, "key" | "begun" | "seen">;

/**
 * One opened form. The key stays the same while the body does: a retry then gets the stored outcome. Changed input is
 * another wish and gets another key, else the server would rightly refuse it as the same key with a different body.
 */
export function useAction() {
  const session = useSession();
  const sending = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const conflict = shallowRef<Conflict | null>(null);
  let key = uuidv7();
  let sentBody: string | null = null;

  function keyFor(text: string): string {
    if (sentBody !== null && sentBody !== text) key = uuidv7();
    sentBody = text;
    return key;
  }

  function refused(error: unknown, seen: Case): void {
    if (!isProblem(error)) throw error;
    const fresh = error.code === "stale_version" ? (error.extra.case as Case | undefined) : undefined;
    problem.value = fresh ? null : error;
    conflict.value = fresh ? { fresh, since: seen.updated_at, changes: changesBetween(seen, fresh) } : null;
  }

  async function queue(intent: Intent, seen: Case, begun: boolean): Promise<"queued"> {
    const wish = { ...intent, seen, key: keyFor(JSON.stringify(intent.body)), begun };
    await enqueueAction(wish, session.me!.id, Date.now());
    wake();
    return "queued";
  }

  /** A server that may or may not have heard us: the outbox asks again with the same key. */
  async function direct(intent: Intent, seen: Case): Promise<Acted | "queued"> {
    const body = JSON.stringify(intent.body);
    try {
      return await realServer.act(intent.path, body, seen.version, keyFor(body));
    } catch (error) {
      if (isProblem(error) && error.transient && error.status !== 429) return queue(intent, seen, true);
      throw error;
    }
  }

  /** The answer, "queued" when it waits on this phone, or null when it was refused; then `problem` or `conflict` says why. */
  async function send(intent: Intent, seen: Case, wait = false): Promise<Acted | "queued" | null> {
    if (sending.value) return null;
    sending.value = true;
    problem.value = null;
    conflict.value = null;
    try {
      return wait || !navigator.onLine ? await queue(intent, seen, false) : await direct(intent, seen);
    } catch (error) {
      refused(error, seen);
      return null;
    } finally {
      sending.value = false;
    }
  }

  return { sending, problem, conflict, send };
}
