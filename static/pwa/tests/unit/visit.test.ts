/** A visit on the phone: what it lacks, its proofs in order, and its way through the outbox. */
import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/db";
import type { PhotoRow } from "@/db/rows";
import { Runner } from "@/outbox/runner";
import type { Checklist } from "@/registry/types";
import { keepVisit, keptVisit, lacks, newVisit, openProofs, submitVisit } from "@/registry/visit";
import { hex, sha256 } from "@/evidence/hash";
import { FakeServer } from "../fakeServer";

const list = (mode: "inspection" | "proofs", ...codes: string[]) =>
  ({ code: "list", mode, items: codes.map((code) => ({ code, label: { zh: code, en: code } })) }) as unknown as Checklist;
const SIX = list("inspection", "wet", "covering");
const FIVE = list("proofs", "water", "power", "materials");

async function photo(owner: string, item: string, caseId: string): Promise<PhotoRow> {
  const data = new TextEncoder().encode(`${owner}${item}`).buffer as ArrayBuffer;
  const row = {
    id: crypto.randomUUID(), user_id: 1, owner, item, case_id: caseId, sha256: hex(await sha256(data)), size: data.byteLength, media_type: "image/jpeg",
    role: "wide", source: "camera", captured_at: "2026-11-22T01:00:00.000Z", position: null, added: 1, state: "held", sent: 0, begun: false, reason: null,
  } as PhotoRow;
  await db.photos.put(row);
  await db.bytes.put({ id: row.id, data });
  return row;
}

beforeEach(async () => {
  await db.open();
  await Promise.all([db.photos.clear(), db.bytes.clear(), db.outbox.clear(), db.meta.clear()]);
});

describe("a visit", () => {
  it("lacks an answer, then a photo of what fails, then nothing", async () => {
    const draft = newVisit(1, "e", SIX, null);
    expect(lacks(draft, SIX, [], new Set()).map((one) => one.key)).toEqual(["unanswered", "unanswered"]);
    draft.answers.wet!.result = "fail";
    draft.answers.covering!.result = "pass";
    expect(lacks(draft, SIX, [], new Set())).toEqual([{ key: "no_photo", code: "wet" }]);
    const taken = await photo(draft.id, "wet", draft.answers.wet!.case_id);
    expect(lacks(draft, SIX, [taken], new Set())).toEqual([]);
    expect(draft.answers.wet!.case_id).not.toBe(draft.answers.covering!.case_id);
  });

  it("offers a proof only when those before it are given, all for one case", () => {
    const draft = newVisit(1, "e", FIVE, "open-case");
    expect([...openProofs(draft, FIVE, new Set())]).toEqual(["water"]);
    expect([...openProofs(draft, FIVE, new Set(["water"]))]).toEqual(["water", "power"]);
    draft.answers.power!.result = "done";
    expect([...openProofs(draft, FIVE, new Set(["water"]))]).toEqual(["water", "power", "materials"]);
    expect(new Set(Object.values(draft.answers).map((one) => one.case_id))).toEqual(new Set(["open-case"]));
  });

  it("is kept, frozen without photos of what is fine, and sent once although an answer is lost", async () => {
    const draft = newVisit(1, "e", SIX, null);
    draft.answers.wet!.result = "fail";
    draft.answers.covering!.result = "pass";
    await keepVisit(draft);
    expect(await keptVisit(1, "e")).toEqual(draft);
    const wanted = await photo(draft.id, "wet", draft.answers.wet!.case_id);
    const unwanted = await photo(draft.id, "covering", draft.answers.covering!.case_id);
    await submitVisit(draft, { title: "六个百分之百", number: "GD-1", position: null }, null, 1_000);
    expect(await keptVisit(1, "e")).toBeNull();
    expect(await db.photos.get(unwanted.id)).toBeUndefined();

    const server = new FakeServer();
    server.lose.push("visit");
    let now = 1_000;
    const runner = new Runner({ db, server, userId: () => 1, online: () => true, slow: () => false, now: () => now, random: () => 0 });
    for (let turn = 0; turn < 4; turn += 1) now = (await runner.run()) ?? now;
    expect((await db.outbox.get(draft.id))?.state).toBe("done");
    expect(server.log.filter((line) => line.startsWith("visit"))).toHaveLength(2);
    expect((await db.photos.get(wanted.id))?.state).toBe("stored");
    expect(await db.receipts.get(draft.id)).toMatchObject({ log_index: 2, state: "open" });
  });
});
