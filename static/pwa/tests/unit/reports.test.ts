/** The report's own rules: plates, positions, roles of photos, what is missing, drafts that survive, the rescue archive. */
import { beforeEach, expect, test } from "vitest";
import type { Category, Position } from "@/api/types";
import { db } from "@/db/db";
import type { Draft, PhotoRow } from "@/db/rows";
import { reportBody } from "@/outbox/freeze";
import { doubts, lacks } from "@/reports/checks";
import { dropDraft, emptyDraft, interruptedDraft, noteClosed, noteOpen, saveDraft, worthKeeping } from "@/reports/drafts";
import { isPlate, likelyPlate, tidyPlate } from "@/reports/plate";
import { nextRole } from "@/reports/roles";
import { betterPosition } from "@/reports/usePlace";

const NOW = Date.parse("2026-11-21T08:00:00Z");
const label = (zh: string) => ({ zh, en: zh });
const category = {
  code: "muck_truck", label: label("渣土车"),
  fields: [{ name: "fault", type: "choice", label: label("问题"), required: true }],
  photo_roles: [{ role: "wide", label: label("全景"), required: true }, { role: "plate", label: label("车牌"), required: false }],
} as unknown as Category;
const device = (accuracy_m: number, at: number): Position => ({
  lat: 34, lon: 112, accuracy_m, fix_at: new Date(at).toISOString(), source: "device", datum: "wgs84",
});
const fix = (accuracy_m: number, at: number) => ({ lat: 34, lon: 112, accuracy_m, at });

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  noteClosed();
});

test("a plate is tidied without changing what it says", () => {
  expect(tidyPlate("豫ｃ·1 23a5")).toBe("豫C123A5");
  expect(tidyPlate("豫C·I23O5")).toBe("豫CI23O5");
});

test("letters that no plate has are only suggested as digits", () => {
  expect(isPlate("豫CI23O5")).toBe(false);
  expect(likelyPlate("豫CI23O5")).toBe("豫C12305");
  expect(likelyPlate("豫C12305")).toBeNull();
  expect(likelyPlate("什么OI")).toBeNull();
});

test.each(["豫C12345", "京AD12345", "京A12345D", "豫C1234挂", "123456使"])("%s is a known format", (plate) => {
  expect(isPlate(plate)).toBe(true);
});

test("a sharper fix around the capture replaces a rough one", () => {
  const captured = new Date(NOW).toISOString();
  expect(betterPosition(device(80, NOW), [fix(9, NOW + 30_000)], captured, NOW + 30_000)?.accuracy_m).toBe(9);
  expect(betterPosition(device(9, NOW), [fix(80, NOW)], captured, NOW)).toBeUndefined();
});

test("a fix more than a minute from the capture is never taken", () => {
  expect(betterPosition(null, [fix(3, NOW + 61_000)], new Date(NOW).toISOString(), NOW + 61_000)).toBeUndefined();
});

test("a pin set by hand stays", () => {
  expect(betterPosition({ ...device(50, NOW), source: "manual" }, [fix(3, NOW)], null, NOW)).toBeUndefined();
});

test("without a camera photo the position follows the person", () => {
  expect(betterPosition(device(5, NOW - 120_000), [fix(20, NOW)], null, NOW)?.accuracy_m).toBe(20);
});

test("the next photo is the required view that is missing", () => {
  expect(nextRole(category, [])).toBe("wide");
  expect(nextRole(category, [{ role: "wide" }])).toBe("plate");
  expect(nextRole(category, [{ role: "wide" }, { role: "plate" }])).toBe("close");
});

test("every missing thing is named", () => {
  const draft = { ...emptyDraft(1, NOW), category: "muck_truck" };
  expect(lacks(draft, null)).toEqual([{ key: "reports.lack_category", values: {} }]);
  expect(lacks(draft, category)).toEqual([{ key: "reports.lack_field", values: { field: label("问题").zh } }]);
  expect(lacks({ ...draft, fields: { fault: "spilling" } }, category)).toEqual([]);
});

test("a missing view or place is asked about, not forbidden", () => {
  const draft = { ...emptyDraft(1, NOW), category: "muck_truck" };
  expect(doubts(draft, category, []).map((doubt) => doubt.key)).toEqual(["reports.lack_photo", "reports.no_place"]);
  expect(doubts({ ...draft, position: device(5, NOW) }, category, [{ role: "wide" }])).toEqual([]);
});

test("the capture time is the photo's, else the fix's, else the moment of submitting", () => {
  const draft: Draft = { ...emptyDraft(1, NOW), category: "other" };
  const at = (part: Partial<Draft>) => (JSON.parse(reportBody({ ...draft, ...part }, [], new Map(), null, NOW + 5000)) as { captured_at: string }).captured_at;
  expect(at({})).toBe("2026-11-21T08:00:05.000Z");
  expect(at({ position: device(5, NOW) })).toBe("2026-11-21T08:00:00.000Z");
  expect(at({ captured_at: "2026-11-21T07:00:00.000Z", position: device(5, NOW) })).toBe("2026-11-21T07:00:00.000Z");
});

test("only what a person put in makes a draft", () => {
  const draft = emptyDraft(1, NOW);
  expect(worthKeeping({ ...draft, position: device(5, NOW) }, 0)).toBe(false);
  expect(worthKeeping({ ...draft, note: "烟" }, 0)).toBe(true);
  expect(worthKeeping(draft, 1)).toBe(true);
});

test("a page killed with a form open comes back to it, but only for its owner and only for half an hour", async () => {
  const draft = { ...emptyDraft(1, NOW), note: "烟" };
  await saveDraft(draft);
  noteOpen(draft.id, NOW);
  expect(await interruptedDraft(1, NOW + 60_000)).toBe(draft.id);
  expect(await interruptedDraft(2, NOW + 60_000)).toBeNull();
  expect(await interruptedDraft(1, NOW + 31 * 60_000)).toBeNull();
  noteClosed();
  expect(await interruptedDraft(1, NOW)).toBeNull();
});

test("a thrown away draft takes its photos with it and leaves the others", async () => {
  const draft = emptyDraft(1, NOW);
  await saveDraft(draft);
  const photo = (id: string, owner: string) => ({ id, owner, user_id: 1, case_id: null, added: 1 }) as unknown as PhotoRow;
  await db.photos.bulkAdd([photo("a", draft.id), photo("b", "another")]);
  await db.bytes.bulkAdd([{ id: "a", data: new ArrayBuffer(3) }, { id: "b", data: new ArrayBuffer(3) }]);
  await dropDraft(draft.id);
  expect(await db.drafts.count()).toBe(0);
  expect(await db.bytes.toCollection().primaryKeys()).toEqual(["b"]);
});
