/** Shapes and settings of the map: asked once per start, kept on the phone for each person so that maps draw without a network. */
import { request } from "@/api/client";
import { isProblem } from "@/api/problem";

/** Cache keys must look like addresses; these are never fetched. Scopes differ, so each person has an own copy. */
const keyOf = (name: string, person: number): string => `/app/kept/${name}/${person}`;

/** Plain http outside loopback has no cache storage; the map then simply draws without these while offline. */
const storable = (): boolean => "caches" in window;

/**
 * A reader of one thing. It gives the server's answer, else what was kept, else null; a failed first ask is tried again at
 * the next call. `store` names the cache.
 */
export function kept<T>(store: string, name: string, path: string): (person: number) => Promise<T | null> {
  let asked: { person: number; answer: Promise<T | null> } | null = null;

  async function read(person: number): Promise<T | null> {
    if (!storable()) return null;
    const found = await (await caches.open(store)).match(keyOf(name, person));
    return found ? ((await found.json()) as T) : null;
  }

  async function keep(person: number, data: T): Promise<void> {
    if (!storable()) return;
    const body = new Response(JSON.stringify(data), { headers: { "Content-Type": "application/json" } });
    await (await caches.open(store)).put(keyOf(name, person), body);
  }

  async function fresh(person: number): Promise<T | null> {
    try {
      const { data } = await request<T>("GET", path, { timeoutMs: 15_000 });
      await keep(person, data).catch(() => undefined);
      return data;
    } catch (error) {
      if (isProblem(error)) return null;
      throw error;
    }
  }

  return async (person) => {
    if (asked?.person !== person) asked = { person, answer: fresh(person) };
    const answer = await asked.answer;
    if (answer) return answer;
    asked = null;
    return read(person).catch(() => null);
  };
}
