/** The grid polygons of the person's scope: asked once per start, kept on the phone so that maps draw without a network. */
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { GridCollection } from "@/api/types";

const STORE = "inspect-grids";
let asked: { person: number; answer: Promise<GridCollection | null> } | null = null;

/** Cache keys must look like addresses; this one is never fetched. Scopes differ, so each person has an own copy. */
const keyOf = (person: number): string => `/app/kept/grids/${person}`;

async function kept(person: number): Promise<GridCollection | null> {
  // Plain http outside loopback has no cache storage; the map then simply draws without polygons while offline.
  if (!("caches" in window)) return null;
  const found = await (await caches.open(STORE)).match(keyOf(person));
  return found ? ((await found.json()) as GridCollection) : null;
}

async function keep(person: number, grids: GridCollection): Promise<void> {
  if (!("caches" in window)) return;
  const body = new Response(JSON.stringify(grids), { headers: { "Content-Type": "application/geo+json" } });
  await (await caches.open(STORE)).put(keyOf(person), body);
}

async function fresh(person: number): Promise<GridCollection | null> {
  try {
    const { data } = await call("get", "/grids", { timeoutMs: 15_000 });
    await keep(person, data).catch(() => undefined);
    return data;
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

/** Polygons to draw, or null when there are none yet. A failed first ask is tried again at the next call. */
export async function loadGrids(person: number): Promise<GridCollection | null> {
  if (asked?.person !== person) asked = { person, answer: fresh(person) };
  const answer = await asked.answer;
  if (answer) return answer;
  asked = null;
  return kept(person).catch(() => null);
}
