import { expect, it } from "vitest";
import type { CaseSummary } from "@/api/types";
import type { KeptCase } from "@/db/rows";
import { NO_FILTERS } from "@/map/atlas";
import { inArea, placed } from "@/map/fromPhone";

const NOW = Date.parse("2026-06-10T00:00:00Z");
const SQUARE = [
  { lat: 34, lon: 112 },
  { lat: 34, lon: 113 },
  { lat: 35, lon: 113 },
  { lat: 35, lon: 112 },
];

function row(id: string, change: Partial<CaseSummary> = {}, kept = NOW): KeptCase {
  const summary = {
    id,
    number: id,
    note: "",
    status: "reported",
    category: { code: "bare_soil", label: { zh: "裸土", en: "Bare soil" } },
    grid: null,
    due_at: null,
    overdue: false,
    reported_at: "2026-06-09T00:00:00.000Z",
    position: { lat: 34.5, lon: 112.5, accuracy_m: 8, fix_at: null, source: "device", datum: "wgs84" },
    ...change,
  } as CaseSummary;
  return { user_id: 1, id, summary, kept, mine: true } as KeptCase;
}
const names = (rows: KeptCase[], ...more: [typeof NO_FILTERS, string?]): string[] =>
  placed(rows, more[0], NOW, more[1])!.data.map((one) => one.id);

it("tells the inside of a drawn area from its outside, notches too", () => {
  const notched = [...SQUARE.slice(0, 3), { lat: 34.2, lon: 112.5 }, SQUARE[3]!];
  expect(inArea({ lat: 34.1, lon: 112.5 }, notched)).toBe(true);
  expect(inArea({ lat: 34.8, lon: 112.5 }, notched)).toBe(false);
  expect(inArea({ lat: 33.9, lon: 112.5 }, notched)).toBe(false);
});

it("shows what answers to the filters, the box and the area, and leaves out what has no place", () => {
  const rows = [row("a"), row("b", { position: null }), row("c", { status: "closed" }), row("d", { reported_at: "2026-05-01T00:00:00.000Z" })];
  expect(names(rows, NO_FILTERS, "112,34,113,35")).toEqual(["a", "d"]);
  expect(names(rows, { ...NO_FILTERS, period: "week" })).toEqual(["a"]);
  expect(names(rows, { ...NO_FILTERS, status: "closed" })).toEqual(["c"]);
  expect(names(rows, NO_FILTERS, "110,34,111,35")).toEqual([]);
  expect(names(rows, { ...NO_FILTERS, area: SQUARE })).toEqual(["a", "d"]);
  expect(names(rows, { ...NO_FILTERS, area: SQUARE.map(({ lat, lon }) => ({ lat: lat + 2, lon })) })).toEqual([]);
});

it("says how old the oldest copy is, and nothing when there is none", () => {
  expect(placed([row("a"), row("b", {}, NOW - 5000)], NO_FILTERS, NOW)!.at).toBe(NOW - 5000);
  expect(placed([], NO_FILTERS, NOW)).toBeNull();
});
