/** How much a stretch of time counted, and where a clock stands. */
import { describe, expect, it } from "vitest";
import { counted, stateOf } from "@/deadlines/counted";

describe("what a stretch counted", () => {
  it.each([
    [{ counted_days: 3, counted_minutes: null }, { key: "days", n: 3 }],
    [{ counted_days: 0, counted_minutes: null }, { key: "none" }],
    [{ counted_days: null, counted_minutes: 0 }, { key: "none" }],
    [{ counted_days: null, counted_minutes: 45 }, { key: "minutes", n: 45 }],
    [{ counted_days: null, counted_minutes: 240 }, { key: "hours", h: 4 }],
    [{ counted_days: null, counted_minutes: 95 }, { key: "hoursMinutes", h: 1, m: 35 }],
  ])("%o is said as %o", (line, said) => expect(counted(line)).toMatchObject(said));
});

describe("where a clock stands", () => {
  const clock = { breached_at: null, met_at: null, paused_at: null };
  const then = "2026-11-22T00:00:00.000Z";
  it("runs while nobody met it", () => expect(stateOf(clock)).toBe("running"));
  it("is held while the case is suspended", () => expect(stateOf({ ...clock, paused_at: then })).toBe("held"));
  it("stays late although it was met in the end", () =>
    expect(stateOf({ ...clock, met_at: then, breached_at: then })).toBe("late"));
});
