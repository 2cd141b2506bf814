/** What a form is for: an action on the case, a request of the handling unit, or a decision on such a request. */
import type { Case, CaseRequest, Offer } from "@/api/types";
import type { Values } from "../offerForm";
import { bodyOf } from "../offerForm";

export type Target =
  | { kind: "action"; offer: Offer }
  | { kind: "ask"; offer: Offer }
  | { kind: "decide"; offer: Offer; request: CaseRequest };

export function pathOf(target: Target, of: Case): string {
  if (target.kind === "ask") return `/cases/${of.id}/requests`;
  if (target.kind === "decide") return `/requests/${target.request.id}/actions/${target.offer.action}`;
  return `/cases/${of.id}/actions/${target.offer.action}`;
}

/** A request names its kind in the body; an action does so in the address. */
export function bodyFor(target: Target, values: Values): Record<string, unknown> {
  const body = bodyOf(target.offer, values);
  return target.kind === "ask" ? { kind: target.offer.action, ...body } : body;
}

/** The same wish as a fresh case sees it; null when it is no longer offered at all. */
export function offerNow(target: Target, fresh: Case): Offer | null {
  if (target.kind === "ask") return target.offer;
  const offers =
    target.kind === "action"
      ? fresh.offers
      : (fresh.requests.find((one) => one.id === target.request.id)?.offers ?? []);
  return offers.find((offer) => offer.action === target.offer.action) ?? null;
}
