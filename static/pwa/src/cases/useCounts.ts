/** How many cases wait where; asked again now and then, in a few bytes when nothing changed. */
import { shallowRef } from "vue";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Counts } from "@/api/types";

const counts = shallowRef<Counts | null>(null);
let seen: { etag: string; who: number } | null = null;

/** One set of numbers for the home page and the inbox; `who` is the person they belong to. */
export function useCounts(who: () => number | undefined) {
  async function load(): Promise<void> {
    const me = who();
    if (me === undefined) return;
    if (seen?.who !== me) counts.value = seen = null;
    const headers: Record<string, string> = seen ? { "If-None-Match": seen.etag } : {};
    try {
      const answer = await call("get", "/cases/counts", { headers });
      if (!answer.data || who() !== me) return;
      counts.value = answer.data;
      seen = answer.etag ? { etag: answer.etag, who: me } : null;
    } catch (error) {
      // Without the server the last numbers stay: they are a hint, the list tells the truth.
      if (!isProblem(error)) throw error;
    }
  }
  return { counts, load };
}
