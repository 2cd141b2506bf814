/** Steps of cases taken without a network: in order, after their photos, once, and never against a case nobody has looked at. */
import { beforeEach, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import type { Case, PhotoRole } from "@/api/types";
import { db } from "@/db/db";
import { applyAgain, enqueueAction, takeBack, type Wish } from "@/outbox/actions";
import { enqueueCasePhoto } from "@/outbox/enqueue";
import { isDue } from "@/outbox/order";
import { Runner } from "@/outbox/runner";
import { FakeServer } from "../fakeServer";

const CASE = "case-1";
let server: FakeServer;
let clock: number;

const runner = () => new Runner({ db, server, userId: () => 1, online: () => true, slow: () => false, now: () => clock, random: () => 0.5 });
const seen = (version = 7) => ({ id: CASE, number: "LY-1", version, status: "reported", category: { code: "bare_soil" } }) as unknown as Case;

function wish(code: string, change: Partial<Wish> = {}): Wish {
  const label = { zh: code, en: code };
  return { path: `/cases/${CASE}/actions/${code}`, code, label, target: code, body: { note: code }, said: [], seen: seen(), key: `key-${code}`, begun: false, ...change };
}
const queue = (code: string, change: Partial<Wish> = {}) => enqueueAction(wish(code, change), 1, ++clock);

function photo(fill: number, role: PhotoRole = "after") {
  const bytes = new Uint8Array(3000).fill(fill);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  const file = new File([bytes], "shot.jpg", { type: "image/jpeg", lastModified: clock });
  return enqueueCasePhoto({ caseId: CASE, role, file, source: "camera", userId: 1, positionAt: () => null, now: ++clock });
}
const done = () => server.cases.get(CASE)!.done.map((line) => line.split(" ")[0]);
const states = async () => (await db.outbox.toArray()).sort((a, b) => a.created - b.created).map((item) => item.state);

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  server = new FakeServer();
  server.cases.set(CASE, { version: 7, done: [] });
  clock = Date.parse("2026-11-21T08:00:00Z");
});

test("steps of one case go in order, each on the version the one before it made", async () => {
  await queue("accept");
  await queue("assign");
  await runner().run();
  expect(done()).toEqual(["accept", "assign"]);
  expect(await states()).toEqual(["done", "done"]);
  expect((await db.cases.get([1, CASE]))?.whole?.version).toBe(9);
});

test("a step that counts on photos goes after the server has them", async () => {
  await photo(1);
  await photo(2);
  await queue("submit");
  await runner().run();
  const calls = server.log.map((line) => line.split(" ")[0]);
  expect(calls.lastIndexOf("upload")).toBeLessThan(calls.indexOf("act"));
  expect(await states()).toEqual(["done", "done", "done"]);
});

test("a photo that cannot be delivered holds its step back, and nothing is lost", async () => {
  await photo(1);
  const step = await queue("submit");
  server.refuse.set("upload", [new Problem("photo_too_large", 413, "")]);
  await runner().run();
  expect(await states()).toEqual(["failed", "queued"]);
  expect((await db.outbox.get(step.id))!.body).toContain("submit");
  expect(done()).toEqual([]);
});

test("photos of another case do not hold a step back", async () => {
  await enqueueCasePhoto({ caseId: "other", role: "after", file: new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 9])], "a.jpg"), source: "camera", userId: 1, positionAt: () => null, now: clock });
  server.refuse.set("upload", [new Problem("photo_too_large", 413, "")]);
  await queue("accept");
  await runner().run();
  expect(done()).toEqual(["accept"]);
});

test("a lost answer is asked for again with the same key, and the step is done once", async () => {
  await queue("accept");
  server.lose = ["act"];
  clock = (await runner().run())!;
  await runner().run();
  expect(done()).toEqual(["accept"]);
  expect(await states()).toEqual(["done"]);
});

test("somebody was faster: the step waits for a person, with both versions", async () => {
  const step = await queue("accept");
  server.cases.set(CASE, { version: 8, done: ["reject {}"] });
  await runner().run();
  const item = (await db.outbox.get(step.id))!;
  expect(item).toMatchObject({ state: "conflict", reason: "stale_version" });
  expect(item.action!.seen.version).toBe(7);
  expect(item.action!.fresh!.version).toBe(8);
  expect(done()).toEqual(["reject"]);
});

test("the steps built on a conflict wait with it, and go on when it is applied again", async () => {
  const first = await queue("accept");
  await queue("assign");
  server.cases.set(CASE, { version: 9, done: [] });
  await runner().run();
  expect(await states()).toEqual(["conflict", "queued"]);
  await applyAgain(first.id);
  await runner().run();
  expect(done()).toEqual(["accept", "assign"]);
});

test("a refusal keeps the words", async () => {
  const step = await queue("accept", { body: { note: "写了很久的话 🌫️" } });
  server.refuse.set("act", [new Problem("wrong_role", 403, "")]);
  await runner().run();
  expect(await db.outbox.get(step.id)).toMatchObject({ state: "failed", reason: "wrong_role", body: '{"note":"写了很久的话 🌫️"}' });
});

test("a step is taken back with all that was built on it", async () => {
  const first = await queue("accept");
  await queue("assign");
  expect(await takeBack(first.id)).toBe(true);
  await runner().run();
  expect(done()).toEqual([]);
  expect(await db.outbox.count()).toBe(0);
});

test("what may have reached the server is not taken back", async () => {
  const step = await queue("accept");
  server.lose = ["act"];
  await runner().run();
  expect(await takeBack(step.id)).toBe(false);
  expect(await db.outbox.count()).toBe(1);
});

test("after a clear refusal it may be taken back", async () => {
  const step = await queue("accept");
  server.refuse.set("act", [new Problem("wrong_status", 409, "")]);
  await runner().run();
  expect(await takeBack(step.id)).toBe(true);
});

test("a session that ends in the middle parks the rest and loses nothing", async () => {
  await queue("accept");
  await queue("assign");
  server.refuse.set("act", [new Problem("not_signed_in", 401, "")]);
  await runner().run();
  expect(await states()).toEqual(["auth", "auth"]);
});

test("a refusing unit that sees the case no more is told about the next step", async () => {
  await queue("refuse");
  await queue("supplement");
  server.act = async () => ({ case: null, log_index: 3 });
  await runner().run();
  expect(await states()).toEqual(["done", "failed"]);
});

test("a phone whose clock was set back does not wait for years", () => {
  const item = { state: "retry", next: Date.parse("2031-01-01T00:00:00Z") } as never;
  expect(isDue(item, clock)).toBe(true);
});
