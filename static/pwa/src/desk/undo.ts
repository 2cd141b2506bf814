/** Taking back what was just done, through the workflow's own action and only while nobody has touched the case since. */
import { shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { Case } from "@/api/types";
import { latestCase } from "@/cases/news";
import { uuidv7 } from "@/evidence/uuid";

const UNDO_MS = 60_000;

/** The action that takes an action back; what is not here cannot be undone. */
const INVERSE: Record<string, string> = { assign: "recall", reject: "restore", merge: "restore" };

export interface Step {
  id: string;
  number: string;
  /** The version our action made: a later one means that somebody has acted. */
  version: number;
  key: string;
}

export interface Undoable {
  action: string;
  inverse: string;
  steps: Step[];
  /** Milliseconds since the epoch, this device's clock. */
  until: number;
}

export const undoable = shallowRef<Undoable | null>(null);

/** What an action leaves to be undone; null for one that has no way back. */
export function undoOf(action: string, cases: readonly Case[], now: number): Undoable | null {
  const inverse = INVERSE[action];
  const able = cases.filter((one) => one.offers.some((offer) => offer.action === inverse && offer.enabled));
  if (!inverse || !able.length) return null;
  const steps = able.map(({ id, number, version }) => ({ id, number, version, key: uuidv7() }));
  return { action, inverse, steps, until: now + UNDO_MS };
}

/** Offers the way back for a minute; doing something that has none withdraws the offer. */
export function offerUndo(action: string, cases: readonly Case[], now: number): void {
  undoable.value = undoOf(action, cases, now);
}

export interface Undone {
  done: Case[];
  refused: { step: Step; problem: Problem }[];
}

/** Sends the inverse of each step. A case that somebody has acted on since is refused by its version. */
export async function undo(what: Undoable, reason: string): Promise<Undone> {
  const result: Undone = { done: [], refused: [] };
  for (const step of what.steps) {
    const headers = { "If-Match": `"${step.version}"`, "Idempotency-Key": step.key };
    try {
      const path = { case_id: step.id, action: what.inverse };
      const { case: fresh } = await api.post("/cases/{case_id}/actions/{action}", { reason }, { path, headers });
      if (!fresh) continue; // done, and out of this person's sight with it
      result.done.push(fresh);
      latestCase.value = fresh;
    } catch (error) {
      if (!isProblem(error)) throw error;
      result.refused.push({ step, problem: error });
    }
  }
  return result;
}
