/** The small rules: waiting times, ids, positions, capture times, file kinds. */
import { expect, test } from "vitest";
import { bestFix, toPosition } from "@/evidence/fixes";
import { capturedAt, PhotoRefused, takeIn } from "@/evidence/intake";
import { pictureType } from "@/evidence/sniff";
import { uuidv7 } from "@/evidence/uuid";
import { waitFor } from "@/outbox/backoff";

test("waiting doubles, is at least half random and has a cap", () => {
  expect(waitFor(0, false, null, 0)).toBe(500);
  expect(waitFor(3, false, null, 1)).toBe(8000);
  for (let attempts = 0; attempts < 60; attempts++) {
    const wait = waitFor(attempts, false, null, Math.random());
    expect(wait).toBeGreaterThanOrEqual(500);
    expect(wait).toBeLessThanOrEqual(15 * 60_000);
  }
});

test("a missing network is asked again within 16 seconds", () => {
  expect(waitFor(30, true, null, 1)).toBe(16_000);
});

test("Retry-After is a lower bound", () => {
  expect(waitFor(0, false, 30, 0)).toBe(30_000);
});

test("ids are version 7 and sort in the order they were made, also within one millisecond", () => {
  const ids = Array.from({ length: 5000 }, () => uuidv7(1_700_000_000_000));
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a clock that steps back does not disturb the order", () => {
  const later = uuidv7(Date.parse("2030-01-01"));
  expect(uuidv7(Date.parse("2029-01-01")) > later).toBe(true);
});

test("the best fix is the most accurate within a minute of the capture", () => {
  const at = 1_000_000;
  const fix = (offset: number, accuracy_m: number) => ({ lat: 34, lon: 112, accuracy_m, at: at + offset });
  expect(bestFix([fix(-61_000, 3), fix(-20_000, 30), fix(40_000, 12), fix(60_001, 1)], at)?.accuracy_m).toBe(12);
  expect(bestFix([fix(-61_000, 3)], at)).toBeNull();
});

test("a stated position is WGS-84 with time and accuracy", () => {
  const position = toPosition({ lat: 34.65123456789, lon: 112.4, accuracy_m: 12.345, at: 0 });
  expect(position).toEqual({
    lat: 34.6512346, lon: 112.4, accuracy_m: 12.3, fix_at: "1970-01-01T00:00:00.000Z", source: "device", datum: "wgs84",
  });
});

test("a camera file's own time counts only when it is from just now", () => {
  const now = Date.parse("2026-11-21T08:00:00Z");
  expect(capturedAt(now - 5000, "camera", now)).toBe("2026-11-21T07:59:55.000Z");
  expect(capturedAt(now - 86_400_000, "camera", now)).toBe("2026-11-21T08:00:00.000Z");
  expect(capturedAt(now - 86_400_000, "gallery", now)).toBe("2026-11-20T08:00:00.000Z");
  expect(capturedAt(now + 86_400_000, "gallery", now)).toBe("2026-11-21T08:00:00.000Z");
});

test("files are known by their bytes, not by their name", () => {
  const bytes = (...head: number[]) => new Uint8Array([...head, ...new Array<number>(20).fill(0)]).buffer;
  const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
  expect(pictureType(bytes(0xff, 0xd8, 0xff, 0xe1))).toBe("image/jpeg");
  expect(pictureType(bytes(0, 0, 0, 24, ...ascii("ftypheic")))).toBe("image/heic");
  expect(pictureType(bytes(...ascii("%PDF-1.7")))).toBeNull();
  expect(pictureType(bytes(...ascii("<svg")))).toBeNull();
  expect(pictureType(new ArrayBuffer(0))).toBeNull();
});

test("the bytes of a photo are kept exactly", async () => {
  const bytes = new Uint8Array(3000).map((_, i) => i % 251);
  bytes.set([0xff, 0xd8, 0xff]);
  const about = { userId: 1, owner: "x", caseId: null, role: "wide" as const, source: "gallery" as const, positionAt: () => null, now: 1 };
  const taken = await takeIn(new File([bytes], "a.jpg"), about);
  expect(new Uint8Array(taken.data)).toEqual(bytes);
  expect(taken.row.sha256).toMatch(/^[0-9a-f]{64}$/);
  await expect(takeIn(new File([], "empty.jpg"), about)).rejects.toThrow(PhotoRefused);
  await expect(takeIn(new File(["%PDF-1.7 and more"], "a.jpg"), about)).rejects.toThrow("not_a_picture");
});
