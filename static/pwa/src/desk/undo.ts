/** Taking back what was just done, through the workflow's own action and only while nobody has touched the case since. */
import { shallowRef } from "vue";
import { isProblem, type Problem } from "@/api/problem";
import type { Case } from "@/api/types";
import { latestCase } from "@/cases/news";
import { uuidv7 } from "@/evidence/uuid";
import { sendOrQueue } from "./orQueue";

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
  /** How many wait in the outbox for the network. */
  queued: number;
  refused: { step: Step; problem: Problem }[];
}

/** Sends the inverse of each step. A case that somebody has acted on since is refused by its version. */
export async function undo(what: Undoable, reason: string, userId: number): Promise<Undone> {
  const result: Undone = { done: [], queued: 0, refused: [] };
  for (const step of what.steps) {
    try {
      const fresh = await sendOrQueue(step, { action: what.inverse, body: { reason }, values: { reason } }, userId);
      if (fresh === "queued") result.queued += 1;
      else if (fresh) result.done.push((latestCase.value = fresh));
    } catch (error) {
      if (!isProblem(error)) throw error;
      result.refused.push({ step, problem: error });
    }
  }
  return result;
}
