/** What a form is for: an action on the case, a request of the handling unit, or a decision on such a request. */
import type { Case, CaseRequest, Offer, PhotoRole } from "@/api/types";
import type { Values } from "../offerForm";
import { loadWorkflow } from "../catalog";
import { bodyOf } from "../offerForm";

export type Target =
  | { kind: "action"; offer: Offer; preset?: Values }
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

/** What names the form: a page that was killed opens it again by this. */
export function nameOf(target: Target): string {
  const { kind, offer } = target;
  return kind === "decide" ? `decide:${offer.action}:${target.request.id}` : `${kind}:${offer.action}`;
}

/** The form of that name, as far as the case still offers it. */
export function targetNamed(name: string, of: Case): Target | null {
  const [kind, action, id] = name.split(":");
  const pick = (offers: Offer[]) => offers.find((offer) => offer.action === action) ?? null;
  const request = of.requests.find((one) => String(one.id) === id);
  const offer = pick(kind === "action" ? of.offers : kind === "ask" ? of.request_offers : (request?.offers ?? []));
  if (!offer) return null;
  if (kind === "decide") return request ? { kind, offer, request } : null;
  return kind === "action" || kind === "ask" ? { kind, offer } : null;
}

/** The status the case will have; null when it stays, or when only the server can tell. */
export async function statusAfter(target: Target, of: Case): Promise<string | null> {
  if (target.kind !== "action") return null;
  const table = await loadWorkflow().catch(() => null);
  const row = table?.transitions.find((one) => one.action === target.offer.action && one.sources.includes(of.status));
  return row?.target ?? null;
}

const PHOTO_ROLES: Partial<Record<string, PhotoRole>> = { submit: "after", supplement: "other", verify: "check", return: "check", look_back: "look_back" };

/** The photos that go with an action; what was verified already is sent back from a desk, without one. */
export function photoRoleOf({ offer }: Target, item: Case): PhotoRole | undefined {
  return offer.action === "return" && item.status === "verified" ? undefined : PHOTO_ROLES[offer.action];
}
