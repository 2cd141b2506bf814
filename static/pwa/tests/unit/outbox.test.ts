/** The outbox against a server that loses answers, forgets sessions and breaks in the middle of a photo. */
import { beforeEach, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { db } from "@/db/db";
import type { Draft } from "@/db/rows";
import { takeIn } from "@/evidence/intake";
import { keepPhoto } from "@/evidence/keep";
import { uuidv7 } from "@/evidence/uuid";
import { enqueueCasePhoto, enqueueCaseVoice, submitReport } from "@/outbox/enqueue";
import { Runner } from "@/outbox/runner";
import { FakeServer } from "../fakeServer";

let server: FakeServer;
let clock: number;
let online: boolean;
let person: number | null;

const runner = () =>
  new Runner({
    db, server, userId: () => person, online: () => online, slow: () => false, now: () => clock, random: () => 0.5,
  });

function jpeg(fill: number, size = 5000): File {
  const bytes = new Uint8Array(size).fill(fill);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return new File([bytes], "shot.jpg", { type: "image/jpeg", lastModified: clock });
}

function draft(userId = 1): Draft {
  return {
    id: uuidv7(), user_id: userId, category: "construction_dust", note: "扬尘 🌫️", fields: {}, position: null,
    captured_at: null, started: clock, changed: clock,
  };
}

async function filed(photos: number, userId = 1): Promise<string> {
  const report = draft(userId);
  for (let i = 0; i < photos; i++) {
    const about = { userId, owner: report.id, caseId: null, role: "wide" as const, source: "camera" as const, positionAt: () => null, now: clock + i };
    await keepPhoto(await takeIn(jpeg(i + 1), about), report);
  }
  await submitReport(report, 0, clock);
  return report.id;
}

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  server = new FakeServer();
  clock = Date.parse("2026-11-21T08:00:00Z");
  online = true;
  person = 1;
});

test("a report and its photos arrive whole, and only then the phone forgets the bytes", async () => {
  const id = await filed(2);
  await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("done");
  expect((await db.outbox.get(id))!.number).toBe("LY-1");
  expect(await db.bytes.count()).toBe(0);
  expect((await db.photos.toArray()).map((photo) => photo.state)).toEqual(["stored", "stored"]);
  expect((await db.receipts.toArray()).map((receipt) => receipt.state)).toEqual(["open", "open", "open"]);
  expect([...server.photos.values()].every((photo) => photo.offset === photo.size)).toBe(true);
});

test("words of every report go before any photo", async () => {
  await filed(1);
  clock += 10;
  await filed(1);
  await runner().run();
  const calls = server.log.map((line) => line.split(" ")[0]).filter((call) => call === "report" || call === "upload");
  expect(calls).toEqual(["report", "report", "upload", "upload"]);
});

test("a lost answer to the report is cured by sending the same bytes again", async () => {
  const id = await filed(0);
  server.lose = ["report"];
  const next = await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("retry");
  clock = next!;
  await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("done");
  expect(server.reports.size).toBe(1);
});

test("a photo goes on where the link broke", async () => {
  const id = await filed(1);
  server.breakAfter = [2000, 1000];
  for (let i = 0; i < 3; i++) clock = (await runner().run()) ?? clock;
  expect((await db.outbox.get(id))!.state).toBe("done");
  expect(server.log.filter((line) => line.startsWith("upload"))).toHaveLength(3);
});

test("when only the answer to the last byte was lost, nothing is sent again", async () => {
  const id = await filed(1);
  server.lose = ["upload"];
  clock = (await runner().run())!;
  await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("done");
  expect(server.log.filter((line) => line.startsWith("upload"))).toHaveLength(1);
});

test("an expired session parks every row and keeps every byte", async () => {
  await filed(1);
  await filed(1);
  server.person = null;
  await runner().run();
  expect((await db.outbox.toArray()).map((item) => item.state)).toEqual(["auth", "auth"]);
  expect(await db.bytes.count()).toBe(2);
  expect(server.reports.size).toBe(0);
});

test("nothing is sent while another person is signed in at the server", async () => {
  await filed(1);
  server.person = 2;
  await runner().run();
  expect(server.reports.size).toBe(0);
  expect((await db.outbox.toArray())[0]!.state).toBe("auth");
});

test("rows of another account are left alone", async () => {
  const foreign = await filed(0, 2);
  await runner().run();
  expect((await db.outbox.get(foreign))!.state).toBe("queued");
  expect(server.log).toEqual([]);
});

test("a row left uploading by a killed page is sent by the next run", async () => {
  const id = await filed(1);
  await db.outbox.update(id, { state: "uploading" });
  await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("done");
});

test("offline attempts are not attempts", async () => {
  const id = await filed(0);
  online = false;
  await runner().run();
  expect(await db.outbox.get(id)).toMatchObject({ state: "queued", attempts: 0 });
  expect(server.log).toEqual([]);
});

test("another body under the same id is shown to a person", async () => {
  const id = await filed(0);
  server.reports.set(id, "{}");
  await runner().run();
  expect(await db.outbox.get(id)).toMatchObject({ state: "conflict", reason: "report_conflict" });
});

test("a refused photo does not hold back the other one", async () => {
  const id = await filed(2);
  server.refuse.set("upload", [new Problem("photo_too_large", 413, "Too large.")]);
  await runner().run();
  expect(await db.outbox.get(id)).toMatchObject({ state: "failed", reason: "photo_too_large" });
  expect((await db.photos.toArray()).map((photo) => photo.state).sort()).toEqual(["failed", "stored"]);
  expect(await db.bytes.count()).toBe(1);
});

test("a receipt with another hash keeps the bytes and says so", async () => {
  const id = await filed(1);
  const photo = (await db.photos.toArray())[0]!;
  await db.photos.update(photo.id, { sha256: "0".repeat(64) });
  await runner().run();
  expect(await db.outbox.get(id)).toMatchObject({ state: "failed", reason: "receipt_differs" });
  expect(await db.bytes.count()).toBe(1);
});

test("a hotel's sign-in page between phone and server only delays", async () => {
  const id = await filed(0);
  server.refuse.set("report", [new Problem("unexpected_answer", 403, "")]);
  expect(await runner().run()).toBeGreaterThan(clock);
  expect((await db.outbox.get(id))!.state).toBe("retry");
});

test("Retry-After is honoured", async () => {
  await filed(0);
  server.refuse.set("report", [new Problem("too_many_requests", 429, "", {}, 120)]);
  expect(await runner().run()).toBe(clock + 120_000);
});

test("a row that is not due yet waits", async () => {
  const id = await filed(0);
  server.lose = ["report"];
  const next = await runner().run();
  clock = next! - 1;
  await runner().run();
  expect((await db.outbox.get(id))!.state).toBe("retry");
  expect(server.log.filter((line) => line.startsWith("report"))).toHaveLength(1);
});

test("a photo for an existing case is announced, then sent", async () => {
  const row = await enqueueCasePhoto({
    caseId: "case-1", role: "after", file: jpeg(9), source: "camera", userId: 1, positionAt: () => null, now: clock,
  });
  await runner().run();
  expect((await db.outbox.get(row.id))!.state).toBe("done");
  expect(server.log.map((line) => line.split(" ")[0])).toEqual(["me", "announce", "upload", "photo"]);
});

test("the report's text never changes after it was submitted", async () => {
  const id = await filed(1);
  const before = (await db.outbox.get(id))!.body;
  server.lose = ["report"];
  clock = (await runner().run())!;
  await runner().run();
  expect(server.reports.get(id)).toBe(before);
});

test("sparing data, words go at once and photos wait until somebody lets them go", async () => {
  const id = await filed(1);
  let waits = true;
  const sparing = () => new Runner({ db, server, userId: () => person, online: () => online, slow: () => false, now: () => clock, random: () => 0.5, photosWait: () => waits });
  await sparing().run();
  const held = (await db.outbox.get(id))!;
  expect([held.accepted !== null, held.state, await db.bytes.count()]).toEqual([true, "queued", 1]);

  waits = false;
  await sparing().run();
  expect((await db.outbox.get(id))!.state).toBe("done");
  expect(await db.bytes.count()).toBe(0);
});

test("marks travel beside the photo, whose hash stays that of its bytes", async () => {
  const report = draft();
  const about = { userId: 1, owner: report.id, caseId: null, role: "wide" as const, source: "in_app" as const, positionAt: () => null, now: clock, headingDeg: 359.98, shutter: "frame" as const };
  const taken = await takeIn(jpeg(9), about);
  await keepPhoto(taken, report);
  const mark = { shape: "arrow" as const, colour: "red" as const, start: [0, 0] as [number, number], end: [5000, 5000] as [number, number] };
  await db.photos.update(taken.row.id, { annotations: [mark] });
  const queued = await submitReport(report, 0, clock);
  const [photo] = (JSON.parse(queued.body) as { photos: Record<string, unknown>[] }).photos;
  expect(photo).toMatchObject({ sha256: taken.row.sha256, annotations: [mark], heading_deg: 0 });
  expect(photo).not.toHaveProperty("shutter");
});

test("a voice note for a case is announced and sent like a photo", async () => {
  const data = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3]).buffer;
  const note = { caseId: uuidv7(), recorded: { data, mediaType: "audio/webm", began: clock - 5000 }, userId: 1, positionAt: () => null, now: clock };
  const row = await enqueueCaseVoice(note);
  expect(JSON.parse((await db.outbox.get(row.id))!.body)).toMatchObject({ role: "voice", media_type: "audio/webm", source: "in_app", captured_at: new Date(clock - 5000).toISOString() });
  await runner().run();
  expect((await db.photos.get(row.id))!.state).toBe("stored");
});
