/** A fresh list against the one on screen: rows follow quietly, but nothing jumps under somebody's finger. */
import type { CaseSummary } from "@/api/types";

export interface Reconciled {
  /** The rows on screen, each with what is known of it now, in their old order. */
  shown: CaseSummary[];
  /** How many rows are not on screen yet. */
  news: number;
  /** Whether the fresh list has other rows, or another order. */
  moved: boolean;
}

/** `fresh` covers at least as many rows as are on screen. */
export function reconcile(shown: readonly CaseSummary[], fresh: readonly CaseSummary[]): Reconciled {
  const known = new Map(fresh.map((item) => [item.id, item]));
  const here = new Set(shown.map((item) => item.id));
  const news = fresh.filter((item) => !here.has(item.id)).length;
  const order = (items: readonly CaseSummary[]): string => items.map((item) => item.id).join();
  return {
    shown: shown.map((item) => known.get(item.id) ?? item),
    news,
    moved: order(shown) !== order(fresh),
  };
}
