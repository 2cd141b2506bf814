/** Whether a case waits for the person looking at it. */
import type { Offer } from "@/api/types";

/** Things one may do at any time; being able to do them does not make it one's turn. */
const ANY_TIME = ["supplement", "withdraw", "recall", "void", "merge", "plan", "reopen", "restore", "suspend"];

export function isYourTurn(offers: readonly Offer[]): boolean {
  return offers.some((offer) => offer.enabled && !ANY_TIME.includes(offer.action));
}

/** What moves the case forward first, what is dangerous last; otherwise the order of the server. */
export function inOrder(offers: readonly Offer[]): Offer[] {
  const weight = (offer: Offer): number => (offer.danger ? 2 : ANY_TIME.includes(offer.action) ? 1 : 0);
  return [...offers].sort((a, b) => weight(a) - weight(b));
}
