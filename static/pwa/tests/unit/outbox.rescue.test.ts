/** The rescue archive: whole originals, frozen words, and a list that fits them. */
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/db";
import type { OutboxItem } from "@/db/rows";
import { hex, sha256 } from "@/evidence/hash";
import { newItem } from "@/outbox/item";
import { rescueArchive } from "@/outbox/rescue";

const PERSON = { id: 4, username: "inspector", name: "某" };
const BYTES = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);

/** The files of a stored zip, read by its own headers. */
function unpacked(zip: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(zip.buffer);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const [size, title] = [view.getUint32(at + 18, true), view.getUint16(at + 26, true)];
    const name = new TextDecoder().decode(zip.slice(at + 30, at + 30 + title));
    files.set(name, zip.slice(at + 30 + title, at + 30 + title + size));
    at += 30 + title + size;
  }
  return files;
}

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
});

test("it holds originals and words with their hashes, oldest first, and names what was lost", async () => {
  const report: OutboxItem = newItem("r1", "report", 4, '{"note":"裸土"}', 1);
  const action = { path: "/cases/c/actions/accept", version: 3, key: "k", label: { zh: "立案", en: "Accept" }, said: [] };
  const step = { ...newItem("a1", "action", 4, "{}", 2), action } as unknown as OutboxItem;
  for (const [id, state] of [["p1", "held"], ["p2", "held"], ["p3", "stored"]] as const) {
    await db.photos.put({ id, owner: "r1", media_type: "image/jpeg", state, added: 1 } as never);
  }
  await db.bytes.put({ id: "p1", data: BYTES.buffer.slice(0) });

  const visit = newItem("v1", "visit", 4, '{"note":"检查"}', 3);
  const archive = await rescueArchive([visit, step, report], PERSON);
  const files = unpacked(new Uint8Array(await archive.arrayBuffer()));
  const manifest = JSON.parse(new TextDecoder().decode(files.get("manifest.json")));

  expect([manifest.format, manifest.person]).toEqual(["inspect-rescue/1", PERSON]);
  expect(manifest.items.map((item: { id: string }) => item.id)).toEqual(["r1", "a1", "v1"]);
  expect(manifest.items[0].lost_photos).toEqual(["p2"]);
  expect(manifest.items[1].action).toMatchObject({ path: action.path, version: 3, key: "k" });
  const named = [manifest.items[0].body, manifest.items[1].body, ...manifest.items[0].photos];
  for (const file of named) {
    const data = files.get(file.path)!;
    expect([data.length, hex(await sha256(data.slice().buffer as ArrayBuffer))]).toEqual([file.size, file.sha256]);
  }
  expect(new TextDecoder().decode(files.get("items/r1/report.json"))).toBe(report.body);
  expect([...files.get("items/r1/p1.jpg")!]).toEqual([...BYTES]);
});
