/** A full phone meets a new version: every earlier database opens, and not one row of it is lost. */
import Dexie from "dexie";
import { expect, test } from "vitest";
import { InspectDb } from "@/db/db";

/** The tables as each released version declared them. Never changed; a new version is added at the end. */
const RECORDED: Record<string, string>[] = [
  { drafts: "id, user_id, changed", photos: "id, owner, case_id", bytes: "id", thumbs: "id", outbox: "id, user_id, state, finished", meta: "key" },
  { logs: "origin", receipts: "id, state", alarms: "++id, settled", devices: "user_id" },
  { outbox: "id, user_id, state, finished, case_id", cases: "[user_id+id], user_id", pictures: "[user_id+id], user_id, kept", answers: "[user_id+key], user_id" },
];

/** What stood in each table at the time; keys as the version that brought the table wrote them. */
const ROWS: Record<string, object[]> = {
  drafts: [{ id: "d1", user_id: 1, category: null, note: "写到一半", fields: {}, position: null, captured_at: null, started: 1, changed: 2 }],
  photos: [{ id: "p1", user_id: 1, owner: "r1", case_id: "r1", sha256: "ab", size: 3, state: "held", sent: 0, begun: true, added: 1 }],
  bytes: [{ id: "p1", data: new Uint8Array([1, 2, 3]).buffer }],
  thumbs: [{ id: "p1", data: new Uint8Array([9]).buffer }],
  outbox: [
    { id: "p1", kind: "announce", user_id: 1, state: "retry", body: "{}", case_id: "c1", created: 2, finished: null, accepted: 5 },
    { id: "r1", kind: "report", user_id: 1, state: "queued", body: '{"note":"裸土"}', case_id: "r1", created: 1, finished: null, accepted: null },
  ],
  meta: [{ key: "categories", value: [1] }],
  logs: [{ origin: "o", size: 3, root: "r", note: "n", vkey: "v", first_seen: 1, last_seen: 2 }],
  receipts: [{ id: "r0", log_index: 4, leaf_hash: "h", state: "open" }],
  alarms: [{ id: 1, kind: "forked", at: 1, settled: 0 }],
  devices: [{ user_id: 1, id: 4, key: "k" }],
  cases: [{ user_id: 1, id: "c1", summary: {}, whole: null, history: null, mine: true, stale: false, kept: 1 }],
  pictures: [{ user_id: 1, id: "p1", data: new Uint8Array([7]).buffer, kept: 1 }],
  answers: [{ user_id: 1, key: "units", value: [], kept: 1 }],
};

const tablesOf = (version: number) => Object.assign({}, ...RECORDED.slice(0, version)) as Record<string, string>;
const sorted = (schema: string) => schema.split(",").map((part) => part.trim()).sort().join();

async function written(name: string, version: number): Promise<void> {
  const old = new Dexie(name);
  RECORDED.slice(0, version).forEach((stores, i) => old.version(i + 1).stores(stores));
  for (const table of Object.keys(tablesOf(version))) await old.table(table).bulkPut(ROWS[table]!);
  old.close();
}

test.each(RECORDED.map((_, i) => i + 1))("a full database of version %i opens without loss", async (version) => {
  const name = `from-${version}`;
  await written(name, version);
  const now = new InspectDb(name);
  for (const table of Object.keys(tablesOf(version))) expect(await now.table(table).toArray(), table).toEqual(ROWS[table]);
  expect((await now.outbox.where({ case_id: "c1" }).toArray()).map((item) => item.id)).toEqual(["p1"]);
  now.close();
});

test("a page of the version before still opens what the newest has made", async () => {
  await written("newest", RECORDED.length);
  const old = new Dexie("newest");
  RECORDED.slice(0, -1).forEach((stores, i) => old.version(i + 1).stores(stores));
  expect(await old.table("outbox").count()).toBe(2);
  old.close();
});

test("every version is recorded here, and every table has rows to lose", async () => {
  const now = new InspectDb("recorded");
  await now.open();
  expect(now.verno).toBe(RECORDED.length);
  const declared = Object.fromEntries(now.tables.map((table) => [table.name, sorted([table.schema.primKey, ...table.schema.indexes].map((key) => key.src).join())]));
  expect(declared).toEqual(Object.fromEntries(Object.entries(tablesOf(RECORDED.length)).map(([table, schema]) => [table, sorted(schema)])));
  expect(Object.keys(ROWS).sort()).toEqual(Object.keys(declared).sort());
  now.close();
});
