import { describe, expect, it } from "vitest";
import type { Page } from "@/api/types";
import { usePaged } from "@/api/usePaged";

/** A server whose answers come when the test says so. */
function slow() {
  const waiting: ((page: Page<string>) => void)[] = [];
  const ask = () => new Promise<Page<string>>((resolve) => waiting.push(resolve));
  return { ask, answers: (n: number, ...items: string[]) => waiting[n]!({ items, next_cursor: `after ${items.at(-1)}` }) };
}

describe("a list that grows page by page", () => {
  it("shows what was asked last, in whatever order the answers come", async () => {
    const { ask, answers } = slow();
    const { items, cursor, load } = usePaged(ask);
    const [older, newer] = [load(), load()];
    answers(1, "new");
    await newer;
    answers(0, "old");
    await older;
    expect([items.value, cursor.value]).toEqual([["new"], "after new"]);
  });

  it("adds no further page to a list that has begun anew meanwhile", async () => {
    const { ask, answers } = slow();
    const { items, cursor, load } = usePaged(ask);
    const first = load();
    answers(0, "a", "b");
    await first;
    const [more, again] = [load(cursor.value), load()];
    answers(2, "x");
    answers(1, "c");
    await Promise.all([more, again]);
    expect(items.value).toEqual(["x"]);
    const next = load(cursor.value);
    answers(3, "y");
    await next;
    expect(items.value).toEqual(["x", "y"]);
  });
});
