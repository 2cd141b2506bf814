/** What a phone keeps for reading: within bounds, per person, never at the cost of what a person made. */
import { beforeEach, expect, test, vi } from "vitest";
import type { Case, CaseSummary } from "@/api/types";
import { predicted } from "@/cases/predict";
import { bothVersions } from "@/cases/changes";
import type { Workflow } from "@/api/types";
import { db, durable, storageTrouble } from "@/db/db";
import type { KeptCase, OutboxItem } from "@/db/rows";
import { KEPT_MS, surplus, surplusPictures } from "@/kept/bounds";
import { keepCase, keepSummaries, keptCase, keptCases } from "@/kept/cases";
import { forgetKept } from "@/kept/forget";
import { answersTo } from "@/kept/offlineList";
import { clearsAfterSevenDays } from "@/shell/install";

const NOW = Date.parse("2026-11-21T08:00:00Z");

function whole(id: string, change: Partial<Case> = {}): Case {
  const category = { code: "bare_soil", label: { zh: "裸土", en: "Bare soil" } };
  const base = { id, number: `YH-${id}`, status: "assigned", status_label: { zh: "待签收", en: "Assigned" }, version: 3, category, note: "塔吊旁", position: null };
  return { ...base, grid: null, updated_at: "2026-11-20T00:00:00.000Z", due_at: null, overdue: false, offers: [], request_offers: [], ...change } as unknown as Case;
}
const kept = (id: string, change: Partial<KeptCase> = {}): KeptCase => ({
  user_id: 1, id, summary: whole(id) as CaseSummary, whole: null, history: null, mine: false, stale: false, kept: NOW, ...change,
});

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  storageTrouble.value = null;
});

test("own tasks stay longest, and what is too old goes whatever it is", () => {
  const rows = [kept("old", { kept: NOW - KEPT_MS - 1, mine: true }), kept("other"), kept("mine", { mine: true })];
  expect(surplus(rows, NOW, 1).map((row) => row.id)).toEqual(["old", "other"]);
});

test("pictures stay below their bytes, the newest first", () => {
  const picture = (id: string, at: number) => ({ user_id: 1, id, data: new ArrayBuffer(40), kept: at });
  expect(surplusPictures([picture("a", NOW - 2), picture("b", NOW - 1), picture("c", NOW)], NOW, 80).map((row) => row.id)).toEqual(["a"]);
});

test("an older answer that arrives late does not overwrite a newer one", async () => {
  await keepCase(1, whole("c", { version: 5 }), NOW);
  await keepCase(1, whole("c", { version: 4 }), NOW + 1);
  expect((await keptCase(1, "c"))!.whole!.version).toBe(5);
});

test("a list marks what is new or different to be fetched whole", async () => {
  await keepCase(1, whole("same"), NOW);
  await keepCase(1, whole("moved"), NOW);
  const { summary } = (await keptCase(1, "same"))!;
  await keepSummaries(1, [summary, { ...(await keptCase(1, "moved"))!.summary, version: 4 }, { ...summary, id: "new" }], true, NOW);
  expect((await keptCases(1)).filter((row) => row.stale).map((row) => row.id).sort()).toEqual(["moved", "new"]);
  expect((await keptCases(1)).every((row) => row.mine)).toBe(true);
});

test("a list that says what the whole case said leaves it alone, clock and all, whatever the order of its fields", async () => {
  const clock = { kind: "rectify", label: { zh: "整改", en: "Rectify" }, due_at: "2026-11-22T00:00:00.000Z" };
  const told = whole("c", { next_clock: clock } as Partial<Case>);
  await keepCase(1, told, NOW);
  const { offers: _offers, request_offers: _asks, ...summary } = told;
  await keepSummaries(1, [Object.fromEntries(Object.entries(summary).reverse()) as unknown as CaseSummary], false, NOW);
  const row = (await keptCase(1, "c"))!;
  expect([row.stale, row.summary.next_clock]).toEqual([false, clock]);
});

test("one person's cases are not another's, and sign-out takes them away but leaves the outbox", async () => {
  await keepCase(1, whole("a"), NOW);
  await keepCase(2, whole("b"), NOW);
  await db.answers.put({ user_id: 1, key: "units", value: [], kept: NOW });
  await db.outbox.add({ id: "x", user_id: 1, state: "queued", case_id: "a" } as OutboxItem);
  await forgetKept(1);
  expect(await keptCases(1)).toEqual([]);
  expect(await db.answers.count()).toBe(0);
  expect((await keptCases(2)).map((row) => row.id)).toEqual(["b"]);
  expect(await db.outbox.count()).toBe(1);
});

test.each([
  [{}, true], [{ status: "assigned,returned" }, true], [{ status: "closed" }, false], [{ q: "塔吊" }, true], [{ q: "yh-C" }, true],
  [{ q: "别处" }, false], [{ mine: "1" }, false], [{ overdue: "1" }, false], [{ category: "muck_truck" }, false], [{ bbox: "1,1,2,2" }, false],
])("the phone's own list answers %o", (query, expected) => {
  expect(answersTo(kept("c"), query as Record<string, string>, NOW)).toBe(expected);
});

const WORKFLOW = {
  statuses: [{ code: "rectifying", label: { zh: "整改中", en: "Rectifying" }, terminal: false }],
  transitions: [
    { action: "submit", label: { zh: "提交整改", en: "Submit" }, sources: ["rectifying"], target: "rectified", roles: ["handler"], fields: [], guards: [{ code: "after_photo_missing", zh: "缺", en: "missing" }], danger: false },
    { action: "recall", label: { zh: "收回", en: "Recall" }, sources: ["rectifying"], target: "accepted", roles: ["supervisor"], fields: [], guards: [], danger: true },
  ],
} as unknown as Workflow;
const step = (target: string | null, state = "queued") => ({ state, action: { target } }) as unknown as OutboxItem;

test("the forecast shows the status after what waits, and what could follow", () => {
  const shown = predicted(whole("c"), [step("rectifying"), step(null)], WORKFLOW, ["handler"]);
  expect([shown.status, shown.status_label.zh, shown.version]).toEqual(["rectifying", "整改中", 3]);
  expect(shown.offers.map((offer) => [offer.action, offer.enabled])).toEqual([["submit", false]]);
});

test("a step in conflict forecasts nothing", () => {
  expect(predicted(whole("c"), [step("rectifying", "conflict")], WORKFLOW, ["handler"]).status).toBe("assigned");
});

test("both versions show status and due date always, and mark what differs", () => {
  const facts = { photos_stored: 0, photos_total: 0, round: 0, handler_unit: null, reports: [], requests: [] } as unknown as Partial<Case>;
  const rows = bothVersions(whole("c", facts), whole("c", { ...facts, status_label: { zh: "退回", en: "Returned" } }));
  expect(rows.map((row) => [row.key, row.differs])).toEqual([["status", true], ["dueAt", false], ["handler", false]]);
});

test("a full phone first gives up what can be fetched again", async () => {
  await keepCase(1, whole("c"), NOW);
  const full = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const write = vi.fn().mockImplementationOnce(full).mockResolvedValueOnce("stored");
  expect(await durable(write)).toBe("stored");
  expect(await db.cases.count()).toBe(0);
  expect(storageTrouble.value).toBeNull();
});

test("when nothing can be given up, the app says that the phone is full", async () => {
  await expect(durable(() => Promise.reject(new DOMException("full", "QuotaExceededError")))).rejects.toThrow();
  expect(storageTrouble.value).toBe("full");
});

test("a connection the system dropped is opened again, and the write is repeated", async () => {
  let tries = 0;
  const write = () => {
    if (tries++ === 0) db.close();
    return db.meta.put({ key: "k", value: 1 });
  };
  await durable(write);
  expect([tries, (await db.meta.get("k"))?.value, storageTrouble.value]).toEqual([2, 1, null]);
});

test("iPads call themselves Macs, and clear sites all the same", () => {
  expect([clearsAfterSevenDays("Macintosh", 5), clearsAfterSevenDays("Macintosh", 0), clearsAfterSevenDays("iPhone OS", 5), clearsAfterSevenDays("Android", 5)]).toEqual([true, false, true, false]);
});
