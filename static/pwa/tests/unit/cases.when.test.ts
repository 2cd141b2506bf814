import { describe, expect, test } from "vitest";
import { countdown, fromLocalInput, spanWords, stamp, toLocalInput } from "@/cases/when";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const at = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString();

describe("countdown", () => {
  test.each([
    [49, { tone: "calm", key: "leftDays", n: 2 }],
    [24, { tone: "calm", key: "leftDays", n: 1 }],
    [23.5, { tone: "soon", key: "leftHours", n: 23 }],
    [0.5, { tone: "soon", key: "leftMinutes", n: 30 }],
    [0.001, { tone: "soon", key: "leftMinutes", n: 1 }],
    [-0.001, { tone: "late", key: "lateMinutes", n: 1 }],
    [-5, { tone: "late", key: "lateHours", n: 5 }],
    [-72.5, { tone: "late", key: "lateDays", n: 3 }],
  ])("%s hours from now", (hours, words) => {
    expect(countdown(at(hours), NOW)).toEqual(words);
  });
});

test("form inputs are Shanghai time whatever the zone of the phone", () => {
  expect(toLocalInput("2026-11-21T20:30:00.000Z")).toBe("2026-11-22T04:30");
  expect(fromLocalInput("2026-11-22T04:30")).toBe("2026-11-21T20:30:00.000Z");
});

test("a stamp names the year only when it is another one, judged in Shanghai", () => {
  expect(stamp("2026-11-21T12:00:00Z", "zh-CN", NOW)).toBe("11月21日 20:00");
  expect(stamp("2025-12-31T17:00:00Z", "zh-CN", Date.parse("2026-01-01T00:00:00Z"))).toBe("1月1日 01:00");
  expect(stamp("2025-01-05T00:00:00Z", "zh-CN", NOW)).toContain("2025");
});

test("spans use the largest unit that still says something", () => {
  expect(spanWords(36 * 3_600_000)).toEqual({ key: "hours", n: 36 });
  expect(spanWords(-72 * 3_600_000)).toEqual({ key: "days", n: 3 });
  expect(spanWords(20_000)).toEqual({ key: "minutes", n: 1 });
});
