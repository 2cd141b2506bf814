/** The phone as a witness: it goes along with a growing log, and holds on to what it saw when the past is rewritten. */
import Dexie from "dexie";
import { beforeEach, expect, test } from "vitest";
import { db, InspectDb } from "@/db/db";
import { hex } from "@/evidence/hash";
import { beginAnew, look, seenLog } from "@/witness/sync";
import { FakeLog, makeKey } from "../fakeLog";

let log: FakeLog;
let now: number;

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  log = await FakeLog.of(11);
  now = Date.parse("2026-11-21T08:00:00Z");
});

const alarms = async () => (await db.alarms.toArray()).map((alarm) => alarm.kind);

/** The whole past is written anew, hashes and all, and signed with the true key. */
function rewrite(index: number): void {
  log.entries[index] = "what never happened";
}

test("the first look trusts the key it is shown, later ones go along as the log grows", async () => {
  await look(log, now);
  expect(await seenLog()).toMatchObject({ origin: "city/log", size: 11, vkey: log.keysKnown[0]!.vkey, first_seen: now });
  log.grow(30);
  await look(log, now + 1);
  await look(log, now + 2);
  expect(await seenLog()).toMatchObject({ size: 41, first_seen: now, last_seen: now + 2 });
  expect(await alarms()).toEqual([]);
});

test("a rewritten entry is noticed, both sides are kept, and only once", async () => {
  await look(log, now);
  rewrite(3);
  log.grow(2);
  await look(log, now + 1);
  await look(log, now + 2);
  expect(await alarms()).toEqual(["forked"]);
  const [alarm] = await db.alarms.toArray();
  expect(alarm).toMatchObject({ at: now + 1, held: { size: 11 }, shown: await log.note(13), settled: 0 });
  expect((await seenLog())!.size).toBe(11);
});

test("a rewritten entry is noticed when the size is the same", async () => {
  await look(log, now);
  rewrite(10);
  await look(log, now + 1);
  expect(await alarms()).toEqual(["forked"]);
});

test("a log that lost its end is noticed, also when new entries were put in their place", async () => {
  await look(log, now);
  log.entries.length = 7;
  await look(log, now);
  expect(await alarms()).toEqual(["shorter"]);
  log.entries.push("another 7", "another 8", "another 9", "another 10", "another 11");
  await look(log, now);
  expect(await alarms()).toEqual(["shorter", "forked"]);
});

test("a log that is gone altogether is noticed", async () => {
  await look(log, now);
  log.instead = null;
  await look(log, now);
  expect(await alarms()).toEqual(["shorter"]);
});

test("an older checkpoint from some cache is no alarm while the log can show the rest", async () => {
  const older = await log.note(5);
  await look(log, now);
  log.instead = older;
  await look(log, now + 1);
  expect(await alarms()).toEqual([]);
  expect((await seenLog())!.size).toBe(11);
});

test("no answer changes nothing", async () => {
  await look(log, now);
  log.offline = true;
  log.grow(1);
  await look(log, now + 1);
  expect(await alarms()).toEqual([]);
  expect((await seenLog())!.last_seen).toBe(now);
});

test.each(["", "garbage", "<html>hotel</html>\n\n\u2014 x y\n"])("what is no checkpoint is an alarm: %j", async (shown) => {
  await look(log, now);
  log.instead = shown;
  await look(log, now);
  expect(await alarms()).toEqual(["signature"]);
});

test("another log under the same key is an alarm", async () => {
  await look(log, now);
  log.origin = "other/log";
  await look(log, now);
  expect(await alarms()).toEqual(["origin"]);
});

test("a new key is trusted once the old one has signed beside it, even when several changes were missed", async () => {
  await look(log, now);
  await log.rotate();
  log.grow(3);
  await log.rotate();
  log.grow(3);
  await look(log, now + 1);
  expect(await alarms()).toEqual([]);
  expect(await seenLog()).toMatchObject({ size: 19, vkey: log.keysKnown[2]!.vkey });
});

test("a new key that the old one did not sign for is an alarm", async () => {
  await look(log, now);
  await log.rotate(true);
  log.grow(1);
  await look(log, now);
  expect(await alarms()).toEqual(["signature"]);
  expect((await seenLog())!.vkey).toBe(log.keysKnown[0]!.vkey);
});

test("a stranger's key is an alarm", async () => {
  await look(log, now);
  log.signing = [await makeKey()];
  await look(log, now);
  expect(await alarms()).toEqual(["signature"]);
});

test("a log rewritten before its key changed is an alarm", async () => {
  await look(log, now);
  rewrite(2);
  await log.rotate();
  log.grow(1);
  await look(log, now);
  expect(await alarms()).toEqual(["forked"]);
});

test("own receipts are looked for once the phone holds a checkpoint that covers them", async () => {
  const promise = async (id: string, index: number) => db.receipts.put({ id, log_index: index, leaf_hash: hex(await log.leaf(index)), state: "open" });
  log.grow(4);
  await promise("kept", 12);
  await promise("young", 14);
  await db.receipts.put({ id: "broken", log_index: 4, leaf_hash: "ab".repeat(32), state: "open" });
  log.entries.length = 14;
  await look(log, now);
  expect((await db.receipts.toArray()).map((one) => [one.id, one.state])).toEqual([["broken", "missing"], ["kept", "proven"], ["young", "open"]]);
  expect(await alarms()).toEqual(["missing"]);
  expect((await db.alarms.toArray())[0]!.receipt).toMatchObject({ id: "broken", log_index: 4 });
});

test("settled alarms stay listed, and the phone meets the log anew", async () => {
  await look(log, now);
  rewrite(1);
  await look(log, now + 1);
  await beginAnew();
  await look(log, now + 2);
  expect(await seenLog()).toMatchObject({ size: 11, first_seen: now + 2 });
  expect((await db.alarms.toArray()).map((alarm) => alarm.settled)).toEqual([1]);
});

test("a phone filled by the version before keeps everything it had", async () => {
  const old = new Dexie("upgrade");
  old.version(1).stores({ drafts: "id, user_id, changed", photos: "id, owner, case_id", bytes: "id", thumbs: "id", outbox: "id, user_id, state, finished", meta: "key" });
  await old.table("drafts").put({ id: "d", user_id: 1, note: "半份", changed: 5 });
  await old.table("photos").put({ id: "p", owner: "d", sha256: "00", state: "held" });
  await old.table("bytes").put({ id: "p", data: new Uint8Array([1, 2, 3]).buffer });
  await old.table("outbox").put({ id: "r", user_id: 1, state: "queued", body: "{}", finished: null });
  await old.table("meta").put({ key: "categories", value: [1] });
  old.close();
  const fresh = new InspectDb("upgrade");
  expect((await fresh.drafts.get("d"))!.note).toBe("半份");
  expect((await fresh.photos.where({ owner: "d" }).first())!.id).toBe("p");
  expect(new Uint8Array((await fresh.bytes.get("p"))!.data)).toEqual(new Uint8Array([1, 2, 3]));
  expect((await fresh.outbox.get("r"))!.body).toBe("{}");
  expect((await fresh.meta.get("categories"))!.value).toEqual([1]);
  expect(await fresh.receipts.count()).toBe(0);
  fresh.close();
});
