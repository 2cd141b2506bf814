/** A step that the desk sends without opening the case: to the server, or into the outbox when that cannot be reached. */
import { isProblem, networkProblem } from "@/api/problem";
import type { Case } from "@/api/types";
import { saidIn } from "@/cases/forms/said";
import { pathOf, statusAfter, type Target } from "@/cases/forms/target";
import type { Values } from "@/cases/offerForm";
import { keptCase } from "@/kept/cases";
import { enqueueAction } from "@/outbox/actions";
import { wake } from "@/outbox/engine";
import { realServer } from "@/outbox/server";

export interface DeskStep {
  id: string;
  /** The version the person saw. */
  version: number;
  key: string;
}

/** One form for all: as it is sent, and as the person filled it in. */
export interface Filled {
  action: string;
  body: Record<string, unknown>;
  values: Values;
}

async function queue(step: DeskStep, { action, body, values }: Filled, userId: number): Promise<boolean> {
  const seen = (await keptCase(userId, step.id))?.whole;
  const offer = seen?.offers.find((one) => one.action === action && one.enabled);
  // What this phone keeps must be what the person decided on; else they would decide blindly.
  if (!seen || !offer || seen.version !== step.version) return false;
  const target: Target = { kind: "action", offer };
  const said = await saidIn(offer, values, userId);
  const wish = { path: pathOf(target, seen), code: action, label: offer.label, target: await statusAfter(target, seen), body, said };
  await enqueueAction({ ...wish, seen, key: step.key, begun: navigator.onLine }, userId, Date.now());
  wake();
  return true;
}

/** The case afterwards (null: out of this person's sight), or "queued". Throws Problem when it was refused, or can neither go nor wait. */
export async function sendOrQueue(step: DeskStep, form: Filled, userId: number): Promise<Case | null | "queued"> {
  try {
    if (!navigator.onLine) throw networkProblem();
    return (await realServer.act(`/cases/${step.id}/actions/${form.action}`, JSON.stringify(form.body), step.version, step.key)).case;
  } catch (error) {
    const waits = isProblem(error) && error.transient && error.status !== 429;
    if (waits && (await queue(step, form, userId))) return "queued";
    throw error;
  }
}
