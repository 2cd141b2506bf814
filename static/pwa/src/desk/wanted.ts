/** An action asked for by a key at the list, to be opened by the page of the case. */
import { shallowRef } from "vue";
import type { Offer } from "@/api/types";
import { opens } from "@/cases/offerForm";
import { inOrder, isForward } from "@/cases/turn";

export type Wish = "accept" | "reject" | "merge";

export const wanted = shallowRef<{ id: string; wish: Wish } | null>(null);

const BACK = ["reject", "return", "refuse"];

/** The offer a key stands for: forward, back, or merging; undefined when the case has none. */
export function offerFor(wish: Wish, offers: readonly Offer[]): Offer | undefined {
  if (wish === "merge") return offers.find((offer) => offer.action === "merge");
  if (wish === "reject") return offers.find((offer) => BACK.includes(offer.action));
  const forward = inOrder(offers).filter(isForward);
  return forward.find(opens) ?? forward[0];
}
