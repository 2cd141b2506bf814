/** Pictures that are still being made: asked for soon, then slower, and not for ever. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope, nextTick, shallowRef } from "vue";
import type { Case, Photo } from "@/api/types";
import { inTheMaking, useDerivedSoon } from "@/cases/useDerivedSoon";

const photo = (id: string, derived: boolean, more: Partial<Photo> = {}) => ({ id, role: "wide", state: "stored", derived, ...more }) as Photo;
const holding = (...photos: Photo[]) => ({ id: "c", photos }) as unknown as Case;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("only what has arrived and can have a picture is waited for", () => {
  const found = inTheMaking(holding(photo("a", false), photo("b", true), photo("c", false, { state: "awaited" }), photo("d", false, { role: "voice" })));
  expect(found).toEqual(["a"]);
  expect(inTheMaking(null)).toEqual([]);
});

test("the page looks again until the picture is there, and starts afresh with the next photo", async () => {
  const current = shallowRef<Case | null>(null);
  const look = vi.fn();
  const scope = effectScope();
  scope.run(() => useDerivedSoon(current, look));
  current.value = holding(photo("a", false));
  await vi.advanceTimersByTimeAsync(1000);
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1500);
  expect(look).toHaveBeenCalledTimes(2);

  current.value = holding(photo("a", true));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).toHaveBeenCalledTimes(2);

  current.value = holding(photo("a", true), photo("b", false));
  await nextTick();
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(look).toHaveBeenCalledTimes(2 + 8);
  scope.stop();
});

test("a page that was left asks no more", async () => {
  const look = vi.fn();
  const scope = effectScope();
  scope.run(() => useDerivedSoon(shallowRef(holding(photo("a", false))), look));
  scope.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(look).not.toHaveBeenCalled();
});
