/** Sends one action with its version and its key, so that a lost answer can be asked for again and never acts twice. */
import { ref, shallowRef } from "vue";
import { request } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { Case } from "@/api/types";
import { uuidv7 } from "@/evidence/uuid";
import { changesBetween, type Change } from "./changes";

export interface Acted {
  /** Null when the action took the case out of this person's sight, as refusing it does. */
  case: Case | null;
  log_index?: number;
}

/** What was different when our version proved stale. */
export interface Conflict {
  fresh: Case;
  /** When the case we had was last acted on, UTC ISO. */
  since: string;
  changes: Change[];
}

/**
 * One opened form. The key stays the same while the body does: a retry then gets the stored outcome. Changed input is
 * another wish and gets another key, else the server would rightly refuse it as the same key with a different body.
 */
export function useAction(path: () => string) {
  const sending = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const conflict = shallowRef<Conflict | null>(null);
  let key = uuidv7();
  let sentBody: string | null = null;

  function keyFor(body: unknown): string {
    const text = JSON.stringify(body);
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

  /** The answer, or null when it was refused; then `problem` or `conflict` says why. */
  async function send(body: Record<string, unknown>, seen: Case): Promise<Acted | null> {
    if (sending.value) return null;
    sending.value = true;
    problem.value = null;
    conflict.value = null;
    const headers = { "If-Match": `"${seen.version}"`, "Idempotency-Key": keyFor(body) };
    try {
      return (await request<Acted>("POST", path(), { body, headers })).data;
    } catch (error) {
      refused(error, seen);
      return null;
    } finally {
      sending.value = false;
    }
  }

  return { sending, problem, conflict, send };
}
