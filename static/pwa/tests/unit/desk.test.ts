/** The desks' rules: what is urgent, what a key means, what becomes of many, what can be taken back. */
import { expect, test } from "vitest";
import { Problem } from "@/api/problem";
import type { Case, CaseSummary, Counts, Offer } from "@/api/types";
import { held, moved, WHOLE, zoomed } from "@/cases/compare/zoom";
import { fromQuery, listQuery, NO_FILTERS } from "@/cases/filters";
import { countOf, isChosen, queuesFor } from "@/cases/queues";
import { reconcile } from "@/cases/reconcile";
import { grouped, urgencyOf } from "@/cases/urgency";
import { isOpen, itemsOf, runAll, type BulkItem } from "@/desk/bulk";
import { checklist } from "@/desk/checklist";
import { commandOf, neighbour, SHORTCUTS } from "@/desk/shortcuts";
import { undoOf } from "@/desk/undo";
import { offerFor } from "@/desk/wanted";

/** Noon in Shanghai. */
const NOON = Date.parse("2026-11-21T04:00:00.000Z");
const item = (id: string, due: string | null, extra: Partial<CaseSummary> = {}): CaseSummary =>
  ({ id, number: id, version: 1, status: "reported", due_at: null, priority: 0, next_clock: due && { kind: "accept", label: { zh: "", en: "" }, due_at: due }, ...extra }) as CaseSummary;

test("urgency goes by the Shanghai day of the clock that ends first", () => {
  expect(urgencyOf(item("a", "2026-11-21T03:59:59.000Z"), NOON)).toBe("overdue");
  expect(urgencyOf(item("b", "2026-11-21T15:59:00.000Z"), NOON)).toBe("today");
  expect(urgencyOf(item("c", "2026-11-21T16:00:00.000Z"), NOON)).toBe("soon");
  expect(urgencyOf(item("d", "2026-11-25T04:00:00.000Z"), NOON)).toBe("later");
  expect(urgencyOf(item("e", null), NOON)).toBe("resting");
  expect(urgencyOf(item("f", null, { status: "verified" }), NOON)).toBe("waiting");
});

test("a raised case stands a day sooner for each step, and is never called overdue by that", () => {
  const raised = (due: string, priority: number) => urgencyOf(item("a", due, { priority }), NOON);
  expect(raised("2026-11-22T03:00:00.000Z", 1)).toBe("raised"); // by its turn among the overdue ones
  expect(raised("2026-11-25T04:00:00.000Z", 2)).toBe("raised");
  expect(raised("2026-11-21T05:00:00.000Z", 0)).toBe("today");
  expect(raised("2026-11-29T04:00:00.000Z", 2)).toBe("later");
  expect(raised("2026-11-21T03:00:00.000Z", 2)).toBe("overdue");
});

test("neighbours of one urgency stand together and keep their order", () => {
  const items = [item("a", "2026-11-20T00:00:00.000Z"), item("b", "2026-11-21T01:00:00.000Z"), item("c", null)];
  expect(grouped(items, NOON).map(({ urgency, items: of }) => [urgency, of.map(({ id }) => id)])).toEqual([
    ["overdue", ["a", "b"]],
    ["resting", ["c"]],
  ]);
});

test("a fresh list moves no row, tells what is new, and carries what changed", () => {
  const shown = [item("a", null), item("b", null)];
  const fresh = [item("c", null), item("b", null, { status: "accepted" }), item("a", null)];
  const found = reconcile(shown, fresh);
  expect(found.shown.map(({ id, status }) => [id, status])).toEqual([["a", "reported"], ["b", "accepted"]]);
  expect([found.news, found.moved]).toEqual([1, true]);
  expect(reconcile(shown, [item("a", null), item("b", null, { version: 2 })]).moved).toBe(false);
});

test("who works through a list asks for what is open, the urgent first; a search looks everywhere", () => {
  expect(listQuery(NO_FILTERS, true)).toMatchObject({ order: "urgency", status: expect.stringContaining("reported") });
  expect(listQuery(NO_FILTERS, true).status).not.toContain("closed");
  expect(listQuery({ ...NO_FILTERS, status: "closed" }, true)).toEqual({ status: "closed" });
  expect(listQuery({ ...NO_FILTERS, q: "YH-2026" }, true)).toEqual({ q: "YH-2026" });
  expect(listQuery(NO_FILTERS, false)).toEqual({});
  expect(fromQuery({ overdue: "1" }).queue).toBe("overdue");
  expect(fromQuery({ queue: "nonsense" }).queue).toBe("");
});

test("each role has its queues, none twice, with numbers of the server", () => {
  const counts = { statuses: [{ status: "rectified", total: 4, overdue: 1, due_today: 0 }], total: 9, overdue: 2, due_today: 1, requests: 3 } as Counts;
  expect(queuesFor(["supervisor"]).map(({ key }) => key)).toEqual(["overdue", "due_today", "reported", "accepted", "requests", "verified"]);
  expect(queuesFor(["verifier", "inspector"]).map(({ key }) => key)).toEqual(["overdue", "due_today", "rectified"]);
  expect(queuesFor(["auditor"])).toEqual([]);
  const [overdue, , rectified] = queuesFor(["verifier"]);
  expect([countOf(overdue!, counts), countOf(rectified!, counts), countOf(rectified!, null)]).toEqual([2, 4, null]);
  expect(isChosen(overdue!, { ...NO_FILTERS, queue: "overdue", category: "x" })).toBe(true);
});

const press = (key: string, target: Element | null = document.body, extra: Partial<KeyboardEvent> = {}) =>
  commandOf({ key, target, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false, defaultPrevented: false, ...extra });
const inside = (html: string, selector: string): Element => {
  document.body.innerHTML = html;
  return document.querySelector(selector)!;
};

test("every listed key works on the page and nowhere that text is typed or a sheet is open", () => {
  for (const { key, does } of SHORTCUTS) {
    expect(press(key), key).toBe(does);
    for (const [html, selector] of [["<input>", "input"], ["<textarea></textarea>", "textarea"], ["<select></select>", "select"], ["<div role=dialog><p>x</p></div>", "p"], ["<div contenteditable=true><b>x</b></div>", "b"]] as const) {
      expect(press(key, inside(html, selector)), `${key} in ${html}`).toBeNull();
    }
  }
});

test("a key with a modifier, of an input method or held down is not a command", () => {
  expect(press("a", document.body, { ctrlKey: true })).toBeNull();
  expect(press("a", document.body, { isComposing: true })).toBeNull();
  expect(press("a", document.body, { repeat: true })).toBeNull();
  expect(press("j", document.body, { repeat: true })).toBe("next");
  expect(press("Enter", inside("<a href=x>y</a>", "a"))).toBeNull();
  expect(press("j", inside("<a href=x>y</a>", "a"))).toBe("next");
});

test("the cursor begins at the top and stops at the ends", () => {
  expect(neighbour(["a", "b"], null, 1)).toBe("a");
  expect(neighbour(["a", "b"], "a", 1)).toBe("b");
  expect(neighbour(["a", "b"], "b", 1)).toBe("b");
  expect(neighbour(["a", "b"], "a", -1)).toBe("a");
  expect(neighbour(["a", "b"], "gone", 1)).toBe("a");
  expect(neighbour([], "a", 1)).toBeNull();
});

const offer = (action: string, enabled = true, danger = false): Offer =>
  ({ action, enabled, danger, label: { zh: "", en: "" }, reason: null, fields: [] });

test("a key opens what the case offers: forward, back, merge", () => {
  const offers = [offer("reject", true, true), offer("merge"), offer("accept"), offer("supplement")];
  expect(offerFor("accept", offers)?.action).toBe("accept");
  expect(offerFor("reject", offers)?.action).toBe("reject");
  expect(offerFor("merge", offers)?.action).toBe("merge");
  expect(offerFor("merge", [offer("assign")])).toBeUndefined();
});

test("of many each is sent once with its own version and key, and each keeps its own outcome", async () => {
  let keys = 0;
  const start = itemsOf([item("a", null, { version: 3 }), item("b", null), item("c", null)], () => `key-${keys++}`);
  const state = new Map(start.map((one) => [one.id, one]));
  const sentTo: string[] = [];
  const stale = { id: "b", version: 9, status_label: { zh: "待签收", en: "Assigned" } } as Case;
  const send = async (one: BulkItem): Promise<Case | null> => {
    sentTo.push(`${one.id} ${one.version} ${one.key}`);
    if (one.id === "b") throw new Problem("stale_version", 409, "", { case: stale });
    if (one.id === "c" && sentTo.length < 4) throw new Problem("no_connection", 0, "");
    return { id: one.id, version: one.version + 1 } as Case;
  };
  const tell = (one: BulkItem): void => void state.set(one.id, one);

  await runAll(start, send, tell);
  expect([...state.values()].map((one) => one.state)).toEqual(["done", "stale", "refused"]);
  expect(state.get("b")?.fresh).toBe(stale);
  expect([...state.values()].filter(isOpen).map(({ id }) => id)).toEqual(["c"]);

  await runAll([...state.values()], send, tell);
  expect(sentTo).toEqual(["a 3 key-0", "b 1 key-1", "c 1 key-2", "c 1 key-2"]);
  expect(state.get("c")?.state).toBe("done");
});

test("only what the workflow itself can take back is offered, on the version our action made", () => {
  const after = { id: "a", number: "YH-1", version: 4, offers: [offer("recall", true, true)] } as Case;
  expect(undoOf("assign", [after], 1000)).toMatchObject({ inverse: "recall", until: 61_000, steps: [{ id: "a", version: 4 }] });
  expect(undoOf("accept", [after], 1000)).toBeNull();
  expect(undoOf("reject", [after], 1000)).toBeNull();
});

test("a required photo is ticked off by what arrived in this round alone", () => {
  const rules = [{ role: "after", required: true, label: { zh: "整改后", en: "After" } }] as const;
  const photo = (role: string, received_at: string, state = "stored") => ({ role, received_at, state });
  const of = {
    photos: [photo("after", "2026-11-20T00:00:00.000Z"), photo("after", "2026-11-21T02:00:00.000Z"), photo("after", "2026-11-21T03:00:00.000Z", "quarantined"), photo("wide", "2026-11-21T02:00:00.000Z")],
    rectifications: [{ submitted_at: "2026-11-20T08:00:00.000Z" }],
    assignment: { assigned_at: "2026-11-19T00:00:00.000Z" },
  } as unknown as Case;
  expect(checklist([...rules], of, ["after"])).toMatchObject([{ role: "after", here: 1, coming: 1 }]);
});

test("zooming keeps the point under the fingers and never shows beyond the picture", () => {
  const size = { width: 400, height: 300 };
  const closer = zoomed(WHOLE, 2, { x: 100, y: 150 }, size);
  expect(closer).toEqual({ scale: 2, x: -100, y: -150 });
  expect(zoomed(closer, 0.1, { x: 0, y: 0 }, size)).toEqual(WHOLE);
  expect(moved(closer, 999, -999, size)).toEqual({ scale: 2, x: 0, y: -300 });
  expect(held({ scale: 99, x: 0, y: 0 }, size).scale).toBe(6);
});
