/** Numbers of the desk as people read them, and days that stay days whatever the zone of the browser. */
import { expect, test } from "vitest";
import { dayAgo, dayBegins, dayOf, reach, shown } from "@/ledger/figures";

test("a rate has two decimals, a duration one, and nothing is a dash", () => {
  expect(shown(9372, { kind: "rate" })).toBe("93.72%");
  expect(shown(125, { kind: "duration" })).toBe("12.5");
  expect([shown(null, { kind: "rate" }), shown(undefined, { kind: "rate" })]).toEqual(["–", "–"]);
});

test("a bar never leaves its scale and its interval lies over it", () => {
  expect(reach({ value: 5000, low: 2500, high: 7500 }, 10_000)).toEqual({ value: { width: "50%" }, reach: { left: "25%", width: "50%" } });
  expect(reach({ value: 30_000, low: null, high: null }, 10_000).value.width).toBe("100%");
  expect(reach({ value: 1, low: 0, high: 1 }, 0).value.width).toBe("0%");
});

test("days are those of the city's wall calendar", () => {
  const lateEvening = Date.parse("2026-11-22T16:30:00Z"); // half past midnight in the city
  expect([dayAgo(0, lateEvening), dayAgo(1, lateEvening)]).toEqual(["2026-11-23", "2026-11-22"]);
  expect([dayBegins("2026-11-23"), dayBegins("2026-11-23", 1), dayBegins(undefined)]).toEqual([
    "2026-11-22T16:00:00.000Z", "2026-11-23T16:00:00.000Z", undefined,
  ]);
  expect([dayOf("2026-11-23T16:00:00.000Z", 1), dayOf(undefined)]).toEqual(["2026-11-23", ""]);
});
