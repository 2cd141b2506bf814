/** Capture statements: the same bytes and signatures as Python, and photos that travel whether signed or not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { networkProblem } from "@/api/problem";
import type { SignedStatement } from "@/api/types";
import type { ReportBody } from "@/api/types";
import { db } from "@/db/db";
import type { Draft, PhotoRow } from "@/db/rows";
import { canonical, canonicalText, type Canonical } from "@/evidence/canonical";
import { deviceOf, enroll, forgetDevice } from "@/evidence/deviceKey";
import { base64 } from "@/evidence/hash";
import { takeIn } from "@/evidence/intake";
import { keepPhoto } from "@/evidence/keep";
import { hearTime, momentNow } from "@/evidence/moment";
import { said } from "@/evidence/statement";
import { uuidv7 } from "@/evidence/uuid";
import { enqueueCasePhoto, submitReport } from "@/outbox/enqueue";
import { fromBase64 } from "@/witness/notes";

interface Golden {
  public_key: string;
  statements: { why: string; said: { [name: string]: Canonical }; bytes: string; signature: string }[];
}
const golden = JSON.parse(readFileSync(join(__dirname, "../../../../tests/golden/capture_statements.json"), "utf8")) as Golden;
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const raw = (text: string) => fromBase64(text).buffer as ArrayBuffer;
const now = Date.parse("2026-11-21T08:00:00.123Z");

async function accepts(spki: string, one: SignedStatement): Promise<boolean> {
  const key = await crypto.subtle.importKey("spki", raw(spki), P256, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw(one.signature_b64), raw(one.bytes_b64));
}

beforeEach(() => Promise.all(db.tables.map((table) => table.clear())));

test.each(golden.statements)("golden statement: $why", async (one) => {
  expect(base64(canonical(one.said))).toBe(one.bytes);
  expect(await accepts(golden.public_key, { bytes_b64: one.bytes, signature_b64: one.signature, device_id: 1 })).toBe(true);
});

test("what has no single form is not signed", () => {
  expect(() => canonicalText(1.5)).toThrow(TypeError);
  expect(() => canonicalText(2 ** 53)).toThrow(TypeError);
});

test("a photo's row says exactly what the whole golden statement says", () => {
  const whole = golden.statements[0]!.said as Record<string, never>;
  const position = { lat: 34.6500001, lon: 112.45, accuracy_m: 12.5, fix_at: new Date(1795247999000).toISOString(), source: "device", datum: "wgs84" };
  const { photo, role, sha256, size, media_type, source, stated_at, clock_offset_ms, elapsed_ms, nonce, checkpoint_size } = whole;
  const row = {
    id: photo, role, sha256, size, media_type, source, position,
    captured_at: new Date(1795248000123).toISOString(),
    added: stated_at,
    moment: { stated_at, clock_offset_ms, elapsed_ms, nonce, checkpoint_size },
  } as unknown as PhotoRow;
  expect(said(row, whole.case!)).toEqual(whole);
});

function jpeg(fill: number): File {
  const bytes = new Uint8Array(500).fill(fill);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return new File([bytes], "shot.jpg", { lastModified: now });
}

const position = { lat: 34.65, lon: 112.45, accuracy_m: 8, fix_at: new Date(now).toISOString(), source: "device" as const, datum: "wgs84" as const };

async function filed(): Promise<{ draft: Draft; body: ReportBody }> {
  const draft: Draft = { id: uuidv7(), user_id: 1, category: "bare_soil", note: "", fields: {}, position: null, captured_at: null, started: now, changed: now };
  const about = { userId: 1, owner: draft.id, caseId: null, role: "wide" as const, source: "camera" as const, positionAt: () => position, now };
  await keepPhoto(await takeIn(jpeg(1), about), draft);
  const item = await submitReport(draft, 0, now);
  return { draft, body: JSON.parse(item.body) as ReportBody };
}

async function enrolled(): Promise<string> {
  let spki = "";
  await enroll(1, "Android", async (body) => ((spki = body.public_key), { id: 12 }));
  return spki;
}

test("a report's photos are signed in the words that are sent", async () => {
  const spki = await enrolled();
  await db.logs.put({ origin: "o", size: 77, root: "", note: "", vkey: "", first_seen: 0, last_seen: 0 });
  await hearTime(1, async () => ({ server_time: new Date(Date.now() + 5000).toISOString(), nonce: "n" }));
  const { draft, body } = await filed();
  const [photo] = body.photos;
  expect(photo!.statement!.device_id).toBe(12);
  expect(await accepts(spki, photo!.statement!)).toBe(true);
  const statement = JSON.parse(new TextDecoder().decode(fromBase64(photo!.statement!.bytes_b64))) as Record<string, unknown>;
  expect(statement).toMatchObject({
    v: 1, photo: photo!.id, case: draft.id, sha256: photo!.sha256, captured_at: now, stated_at: now, checkpoint_size: 77, nonce: "n",
    fix: { lat_e7: 346500000, lon_e7: 1124500000, accuracy_dm: 80, fix_at: now },
  });
  expect(Math.abs((statement.clock_offset_ms as number) - 5000)).toBeLessThan(4000);
  expect(statement.elapsed_ms).toBeGreaterThanOrEqual(0);
});

test("a photo for a case is signed too", async () => {
  const spki = await enrolled();
  const caseId = uuidv7();
  const row = await enqueueCasePhoto({ caseId, role: "after", file: jpeg(2), source: "camera", userId: 1, positionAt: () => null, now });
  const body = JSON.parse((await db.outbox.get(row.id))!.body) as { statement: SignedStatement };
  expect(await accepts(spki, body.statement)).toBe(true);
  expect(JSON.parse(new TextDecoder().decode(fromBase64(body.statement.bytes_b64)))).toMatchObject({ case: caseId, photo: row.id, fix: null });
});

test("a role chosen after the photo was taken is the one that is signed", async () => {
  await enrolled();
  const draft: Draft = { id: uuidv7(), user_id: 1, category: "bare_soil", note: "", fields: {}, position: null, captured_at: null, started: now, changed: now };
  const about = { userId: 1, owner: draft.id, caseId: null, role: "wide" as const, source: "camera" as const, positionAt: () => null, now };
  const taken = await takeIn(jpeg(1), about);
  await keepPhoto(taken, draft);
  await db.photos.update(taken.row.id, { role: "close" });
  const body = JSON.parse((await submitReport(draft, 0, now)).body) as ReportBody;
  expect(JSON.parse(new TextDecoder().decode(fromBase64(body.photos[0]!.statement!.bytes_b64)))).toMatchObject({ role: "close" });
});

test("without a key the photos travel unsigned", async () => {
  expect((await filed()).body.photos[0]).not.toHaveProperty("statement");
});

test("a browser that cannot sign still files its reports", async () => {
  await enrolled();
  const sign = vi.spyOn(crypto.subtle, "sign").mockRejectedValue(new Error("no"));
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect((await filed()).body.photos[0]).not.toHaveProperty("statement");
  expect(warn).toHaveBeenCalledOnce();
  sign.mockRestore();
  warn.mockRestore();
});

test("the key is made once, is not to be taken out, and belongs to one person", async () => {
  await enrolled();
  const device = (await deviceOf(1))!;
  expect(device.key.extractable).toBe(false);
  const send = vi.fn();
  await enroll(1, "Android", send);
  expect(send).not.toHaveBeenCalled();
  expect(await deviceOf(2)).toBeNull();
  await forgetDevice(1);
  await expect(enroll(1, "Android", () => Promise.reject(networkProblem()))).rejects.toThrow();
  expect(await deviceOf(1)).toBeNull();
});

test("another person's time, or that of a page before, counts for nothing", async () => {
  await hearTime(1, async () => ({ server_time: new Date().toISOString(), nonce: "n" }));
  expect(await momentNow(2, now)).toEqual({ stated_at: now, clock_offset_ms: null, elapsed_ms: null, nonce: null, checkpoint_size: null });
  const row = await db.meta.get("time");
  await db.meta.put({ key: "time", value: { ...(row!.value as object), page: 1 } });
  expect(await momentNow(1, now)).toMatchObject({ elapsed_ms: null, nonce: "n" });
});
