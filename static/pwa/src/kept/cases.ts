/** Cases kept on this phone to be read without a network: per person, newest first, within bounds. */
import type { Case, CaseSummary, HistoryEntry } from "@/api/types";
import { db } from "@/db/db";
import type { KeptCase } from "@/db/rows";
import { surplus } from "./bounds";

/** Every field of a summary, none forgotten: the compiler asks for each. */
const SUMMARY: Record<keyof CaseSummary, true> = {
  id: true, number: true, status: true, status_label: true, version: true, category: true, note: true, position: true, grid: true,
  jurisdiction_unit: true, handler_unit: true, reported_at: true, updated_at: true, due_at: true, overdue: true, next_clock: true, round: true,
  photos_total: true, photos_stored: true, thumbnail_photo_id: true, reporter: true, triage_reason: true, source: true, priority: true,
};
const NAMES = (Object.keys(SUMMARY) as (keyof CaseSummary)[]).sort();

/** The summary inside a summary or a whole case, in one order, so that equal ones are equal as text. */
function summaryOf(of: CaseSummary): CaseSummary {
  return Object.fromEntries(NAMES.map((name) => [name, of[name]])) as unknown as CaseSummary;
}

export function keptCase(userId: number, id: string): Promise<KeptCase | undefined> {
  return db.cases.get([userId, id]);
}

/** Every kept case of a person, last changed first. */
export async function keptCases(userId: number): Promise<KeptCase[]> {
  const rows = await db.cases.where({ user_id: userId }).toArray();
  return rows.sort((a, b) => b.summary.updated_at.localeCompare(a.summary.updated_at));
}

/** Keeps a case as the server has just told it. Reading must go on when the phone is full, so this never throws. */
export async function keepCase(userId: number, whole: Case, now: number, history?: HistoryEntry[]): Promise<void> {
  await quietly(async () => {
    const known = await keptCase(userId, whole.id);
    if (known?.whole && known.whole.version > whole.version) return;
    const row = { user_id: userId, id: whole.id, summary: summaryOf(whole), whole, stale: false, kept: now };
    await db.cases.put({ ...row, history: history ?? known?.history ?? null, mine: known?.mine ?? false });
  });
}

/** Takes note of a list: rows that are new or different wait to be fetched whole. */
export async function keepSummaries(userId: number, summaries: CaseSummary[], mine: boolean, now: number): Promise<void> {
  await quietly(() =>
    db.transaction("rw", db.cases, async () => {
      for (const summary of summaries.map(summaryOf)) {
        const known = await keptCase(userId, summary.id);
        const same = known?.whole && JSON.stringify(summary) === JSON.stringify(known.summary);
        const row = { user_id: userId, id: summary.id, summary, whole: known?.whole ?? null, history: known?.history ?? null };
        await db.cases.put({ ...row, mine: mine || (known?.mine ?? false), stale: known?.stale === true || !same, kept: now });
      }
    }),
  );
}

export async function forgetCase(userId: number, id: string): Promise<void> {
  await quietly(() => db.cases.delete([userId, id]));
}

/** Throws away what is beyond the bounds: the oldest, and what is nobody's task first. */
export async function trimCases(userId: number, now: number): Promise<void> {
  const gone = surplus(await keptCases(userId), now);
  await quietly(() => db.cases.bulkDelete(gone.map((row): [number, string] => [userId, row.id])));
}

/** A copy for reading is not worth a message when it cannot be written. */
export async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.warn("not kept for offline reading", error);
  }
}
