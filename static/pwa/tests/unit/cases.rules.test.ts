import { expect, test } from "vitest";
import type { Case, Offer, Photo, Unit } from "@/api/types";
import { changesBetween } from "@/cases/changes";
import { fromQuery, isFiltered, NO_FILTERS, toQuery } from "@/cases/filters";
import { boxAround } from "@/cases/nearby";
import { sidesOf } from "@/cases/photos/roles";
import { stepOf, STEPS } from "@/cases/status";
import { inOrder, isYourTurn } from "@/cases/turn";
import { matching, unitTree } from "@/cases/unitTree";

const label = (zh: string) => ({ zh, en: zh });
const offer = (action: string, more: Partial<Offer> = {}): Offer => ({
  action,
  label: label(action),
  enabled: true,
  reason: null,
  fields: [],
  danger: false,
  ...more,
});

test("filters survive the way through the address bar", () => {
  const filters = { ...NO_FILTERS, status: "assigned", q: " 渣土 ", queue: "overdue" as const };
  expect(toQuery(filters)).toEqual({ status: "assigned", q: "渣土", queue: "overdue" });
  expect(fromQuery({ ...toQuery(filters), status: ["a", "b"], other: "x" })).toEqual({
    ...NO_FILTERS,
    q: "渣土",
    queue: "overdue" as const,
  });
  expect(isFiltered(NO_FILTERS)).toBe(false);
});

test("a conflict names what is different and nothing else", () => {
  const before = {
    status_label: label("待立案"),
    due_at: null,
    handler_unit: null,
    grid: null,
    round: 0,
    photos_stored: 1,
    photos_total: 2,
    reports: [],
    requests: [],
  } as unknown as Case;
  const after = { ...before, status_label: label("待派遣"), photos_stored: 2, version: 9 } as Case;
  expect(changesBetween(before, after).map((one) => one.key)).toEqual(["status", "photos"]);
  expect(changesBetween(before, { ...before, version: 9 } as Case)).toEqual([]);
});

test("it is one's turn only when something moves the case forward", () => {
  expect(isYourTurn([offer("supplement"), offer("reject", { danger: true })])).toBe(false);
  expect(
    isYourTurn([offer("verify", { enabled: false, reason: { code: "duties_not_separated", ...label("") } })]),
  ).toBe(false);
  expect(isYourTurn([offer("accept")])).toBe(true);
  expect(isYourTurn([offer("submit", { enabled: false, reason: { code: "after_photo_missing", ...label("") } })])).toBe(
    true,
  );
});

test("what moves the case comes first, what is dangerous last", () => {
  const offers = [offer("reject", { danger: true }), offer("supplement"), offer("accept")];
  expect(inOrder(offers).map((one) => one.action)).toEqual(["accept", "supplement", "reject"]);
});

test("each status stands on the step it waits for", () => {
  expect(STEPS[stepOf("reported")]).toBe("accept");
  expect(stepOf("returned")).toBe(stepOf("rectifying"));
  expect(stepOf("closed")).toBe(STEPS.length);
  expect(stepOf("merged")).toBe(-1);
});

const unit = (id: number, code: string, parent_id: number | null): Unit => ({
  id,
  code,
  name: `单位${code}`,
  parent_id,
  kind: "district",
  active: true,
});

test("units stand under their parents, orphans count as roots, the filter keeps the order", () => {
  const placed = unitTree([unit(3, "b2", 1), unit(1, "a", null), unit(4, "z", 99), unit(2, "b1", 1)]);
  expect(placed.map(({ unit: one, depth }) => [one.code, depth])).toEqual([
    ["a", 0],
    ["b1", 1],
    ["b2", 1],
    ["z", 0],
  ]);
  expect(matching(placed, "B").map(({ unit: one }) => one.code)).toEqual(["b1", "b2"]);
});

const photo = (id: string, role: Photo["role"], captured_at: string, derived = true): Photo =>
  ({ id, role, captured_at, derived, state: derived ? "stored" : "awaited" }) as Photo;

test("comparison takes shown photos only, a before-shot first, the newest after-shot first", () => {
  const sides = sidesOf([
    photo("w", "wide", "1"),
    photo("b", "before", "2"),
    photo("x", "close", "1", false),
    photo("a1", "after", "3"),
    photo("a2", "after", "4"),
  ]);
  expect(sides.before.map((one) => one.id)).toEqual(["b", "w"]);
  expect(sides.after.map((one) => one.id)).toEqual(["a2", "a1"]);
});

test("the box around a place is wider in degrees of longitude and stays in the world", () => {
  const [west, south, east, north] = boxAround({ lat: 60, lon: 10 }, 1113.2).split(",").map(Number) as [
    number,
    number,
    number,
    number,
  ];
  expect(north - south).toBeCloseTo(0.02, 4);
  expect(east - west).toBeCloseTo(0.04, 4);
  expect(boxAround({ lat: 90, lon: 180 }, 1000)).toMatch(/,180\.000000,90\.000000$/);
});
