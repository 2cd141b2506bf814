/** Whether a case waits for the person looking at it. */
import type { Offer } from "@/api/types";
import { opens } from "./offerForm";

/** Things one may do at any time; being able to do them does not make it one's turn. */
const ANY_TIME = ["supplement", "involve", "withdraw", "recall", "void", "merge", "plan", "reopen", "restore", "suspend", "redraw", "look_back_redraw"];

/** Whether an action moves the case along its road. */
export const isForward = (offer: Offer): boolean => !ANY_TIME.includes(offer.action) && !offer.danger;

/** What this very person has to do first, elsewhere on the page. */
const OWN_TO_MEND = ["own_photo_missing"];

export function isYourTurn(offers: readonly Offer[]): boolean {
  return offers.some((offer) => isForward(offer) && (opens(offer) || OWN_TO_MEND.includes(offer.reason?.code ?? "")));
}

/** What moves the case forward first, what is dangerous last; otherwise the order of the server. */
export function inOrder(offers: readonly Offer[]): Offer[] {
  const weight = (offer: Offer): number => (offer.danger ? 2 : isForward(offer) ? 0 : 1);
  return [...offers].sort((a, b) => weight(a) - weight(b));
}
