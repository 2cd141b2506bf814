/** Fetches ahead what a person will want to read without a network: own tasks, open cases nearby, their small pictures. */
import { api, request } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { CaseSummary, Page } from "@/api/types";
import { isTerminal } from "@/cases/status";
import { loadCategories, loadUnits, loadWorkflow } from "@/cases/catalog";
import { db } from "@/db/db";
import { loadGrids } from "@/map/grids";
import { readOwnAhead } from "@/registry/own";
import { useSession } from "@/session/store";
import { forgetCase, keepCase, keepSummaries, keptCases, trimCases } from "./cases";
import { keepPicture, trimPictures } from "./pictures";

const PAUSE_MS = 5 * 60_000;
const LISTED = 100;
/** Whole cases fetched in one go: a thin link has other things to do. */
const WHOLE_IN_ONE_GO = 60;
/** Of those, how many are asked for at the same time: each waits for the link more than for its bytes. */
const LANES = 4;
const OPEN = "reported,accepted,assigned,rectifying,rectified,returned,verified,suspended";

let looked = Number.NEGATIVE_INFINITY;
let lookedFor: number | null = null;
const tags = new Map<string, string>();

async function list(userId: number, query: Record<string, string | number>): Promise<CaseSummary[] | null> {
  const key = `${userId} ${JSON.stringify(query)}`;
  const tag = tags.get(key);
  const answer = await request<Page<CaseSummary> | undefined>("GET", "/cases", { query, headers: tag ? { "If-None-Match": tag } : {} });
  if (!answer.data) return null;
  if (answer.etag) tags.set(key, answer.etag);
  return answer.data.items;
}

/** Kept cases that should have been on a fresh list and are not: they ended, or are no longer this person's to see. */
async function doubtMissing(userId: number, listed: CaseSummary[]): Promise<void> {
  const ids = new Set(listed.map((one) => one.id));
  const oldest = listed.length < LISTED ? "" : listed[listed.length - 1]!.updated_at;
  const missing = (await keptCases(userId)).filter(
    ({ summary }) => !ids.has(summary.id) && !isTerminal(summary.status) && summary.updated_at > oldest,
  );
  for (const row of missing) await db.cases.update([userId, row.id], { stale: true, mine: false });
}

async function fetchOne(userId: number, id: string, now: number): Promise<void> {
  try {
    await keepCase(userId, await api.get("/cases/{case_id}", { path: { case_id: id } }), now);
  } catch (error) {
    if (!isProblem(error) || error.status !== 404) throw error;
    await forgetCase(userId, id);
  }
}

/** A lane that fails ends the others at their next case: what kept one answer away keeps away the rest. */
async function fetchWhole(userId: number, now: number): Promise<void> {
  const stale = (await keptCases(userId)).filter((row) => row.stale).sort((a, b) => Number(b.mine) - Number(a.mine));
  const wanted = stale.slice(0, WHOLE_IN_ONE_GO);
  const lane = async (): Promise<void> => {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      await fetchOne(userId, next.id, now).catch((error: unknown) => {
        wanted.length = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function fetchPictures(userId: number, now: number): Promise<void> {
  for (const { summary, whole, mine } of await keptCases(userId)) {
    const shown = mine && whole ? whole.photos.filter((photo) => photo.derived).map((photo) => photo.id) : [];
    const first = summary.thumbnail_photo_id ? [summary.thumbnail_photo_id] : [];
    for (const id of new Set([...first, ...shown])) await keepPicture(userId, id, now);
  }
}

async function fetchAll(userId: number, now: number): Promise<void> {
  await Promise.all([loadUnits(), loadWorkflow(), loadCategories(), loadGrids(userId)]);
  const mine = await list(userId, { mine: 1, limit: LISTED });
  const open = await list(userId, { status: OPEN, limit: LISTED });
  if (mine) await keepSummaries(userId, mine, true, now);
  if (open) {
    await keepSummaries(userId, open, false, now);
    await doubtMissing(userId, open);
  }
  await fetchWhole(userId, now);
  if (useSession().me?.grids.length) await readOwnAhead();
  await trimCases(userId, now);
  await fetchPictures(userId, now);
  await trimPictures(userId, now);
}

function sparing(): boolean {
  return (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** Looks at most every five minutes, in one tab; whatever goes wrong on the way is tried again next time. */
export async function mirror(userId: number | null): Promise<void> {
  const now = Date.now();
  if (userId === null || !navigator.onLine || sparing() || (userId === lookedFor && now - looked < PAUSE_MS)) return;
  looked = now;
  lookedFor = userId;
  const work = () => fetchAll(userId, now).catch((error: unknown) => console.warn("reading ahead stopped", error));
  if (navigator.locks) await navigator.locks.request("mirror", { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  else await work();
}
