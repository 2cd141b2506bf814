/** The pure parts of the auditor's desk. */
import { expect, test } from "vitest";
import { sizeWords } from "@/review/bundles";
import { fromRoute, NOTHING, toQuery, toRoute } from "@/review/log/filter";
import { daysOf, instants, judgedOf, lastDays, lastMonth } from "@/review/samples/period";
import { short } from "@/review/short";

const NOW = Date.parse("2026-11-21T18:30:00.000Z"); // 22 November in Shanghai, 02:30

test("a number, an id or a subject means one case; other text is looked for in the words", () => {
  const about = (text: string) => toQuery({ ...NOTHING, text });
  expect(about("YH-2026-000123")).toEqual({ subject: "YH-2026-000123" });
  expect(about(" yh-2026-000123 ")).toEqual({ subject: "yh-2026-000123" });
  expect(about("019abc12-3456-7abc-8def-0123456789ab")).toEqual({ subject: "019abc12-3456-7abc-8def-0123456789ab" });
  expect(about("sample:7")).toEqual({ subject: "sample:7" });
  expect(about("裸土未覆盖")).toEqual({ q: "裸土未覆盖" });
  expect(about("2026")).toEqual({ q: "2026" });
});

test("days are days in Shanghai, and the last one belongs to the period", () => {
  expect(toQuery({ ...NOTHING, from: "2026-11-01", to: "2026-11-01" })).toEqual({
    from: "2026-10-31T16:00:00.000Z",
    to: "2026-11-01T16:00:00.000Z",
  });
});

test("the address keeps what was chosen and nothing else", () => {
  const filter = { ...NOTHING, kind: "case_voided", actor: "7" };
  expect(toRoute(filter)).toEqual({ kind: "case_voided", actor: "7" });
  expect(fromRoute(toRoute(filter))).toEqual(filter);
  expect(fromRoute({ subject: "case:1", kind: ["a", "b"] })).toEqual({ ...NOTHING, text: "case:1" });
});

test("periods end yesterday, and months are whole", () => {
  expect(lastDays(30, NOW)).toEqual({ from: "2026-10-23", to: "2026-11-21" });
  expect(lastMonth(NOW)).toEqual({ from: "2026-10-01", to: "2026-10-31" });
  expect(lastMonth(Date.parse("2026-01-05T00:00:00Z"))).toEqual({ from: "2025-12-01", to: "2025-12-31" });
});

test("a period never reaches into the future", () => {
  expect(instants({ from: "2026-11-21", to: "2026-11-21" }, NOW)).toEqual({
    from: "2026-11-20T16:00:00.000Z",
    to: "2026-11-21T16:00:00.000Z",
  });
  expect(instants({ from: "2026-11-21", to: "2026-11-22" }, NOW).to).toBe("2026-11-21T18:30:00.000Z");
  expect(daysOf(instants({ from: "2026-11-20", to: "2026-11-21" }, NOW))).toEqual({ from: "2026-11-20", to: "2026-11-21" });
});

test("verdicts add up, hashes and sizes are short", () => {
  expect(judgedOf({ verdicts: { pass: 3, fail: 1 } })).toBe(4);
  expect(judgedOf({ verdicts: {} })).toBe(0);
  expect(short("ee097dcde295f2a17aaba08098b3d5b0382a7552bf880f724f13108112b43e8e")).toBe("ee097dcd…3e8e");
  expect(short("abc")).toBe("abc");
  expect([sizeWords(1), sizeWords(999_400), sizeWords(12_345_678)]).toEqual(["1 KB", "999 KB", "12.3 MB"]);
});
