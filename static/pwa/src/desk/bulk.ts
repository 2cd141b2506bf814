/** One action for many cases: each its own request with its own version and key, each with its own outcome. */
import { isProblem, type Problem } from "@/api/problem";
import type { Case, CaseSummary } from "@/api/types";

export type ItemState = "waiting" | "sending" | "done" | "queued" | "stale" | "refused";

export interface BulkItem {
  id: string;
  number: string;
  /** The version the person saw when choosing it. */
  version: number;
  /** Stays the same when the same wish is sent again, so that a lost answer never acts twice. */
  key: string;
  state: ItemState;
  problem: Problem | null;
  /** The case as it is now: after our action, or as somebody else left it. */
  fresh: Case | null;
}

/** "queued": it waits in the outbox for the network. */
export type Send = (item: BulkItem) => Promise<Case | null | "queued">;

export function itemsOf(cases: readonly CaseSummary[], newKey: () => string): BulkItem[] {
  return cases.map(({ id, number, version }) => ({
    id, number, version, key: newKey(), state: "waiting", problem: null, fresh: null,
  }));
}

/** Only what waits or may be tried again; what was done is never sent twice. */
export const isOpen = (item: BulkItem): boolean => item.state === "waiting" || item.state === "refused";

async function sent(item: BulkItem, send: Send): Promise<BulkItem> {
  try {
    const fresh = await send(item);
    if (fresh === "queued") return { ...item, state: "queued", problem: null };
    return { ...item, state: "done", fresh, problem: null };
  } catch (error) {
    if (!isProblem(error)) throw error;
    const fresh = error.code === "stale_version" ? ((error.extra.case as Case | undefined) ?? null) : null;
    return { ...item, state: fresh ? "stale" : "refused", problem: error, fresh };
  }
}

/** One after the other; `tell` hears of each step. A stale case is left for a person to look at. */
export async function runAll(items: readonly BulkItem[], send: Send, tell: (item: BulkItem) => void): Promise<void> {
  for (const item of items.filter(isOpen)) {
    tell({ ...item, state: "sending" });
    tell(await sent(item, send));
  }
}
