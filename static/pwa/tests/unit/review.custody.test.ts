/** Each way in which a step of the chain can be false is noticed here, whatever the server says. */
import { expect, test } from "vitest";
import { base64, hex, sha256 } from "@/evidence/hash";
import { factsIn, gapsBefore, lookers, sideOf, skewWords } from "@/review/custody/story";
import type { Custody, Step } from "@/review/custody/types";
import { checkStep, leafHash, type Signed } from "@/review/custody/verify";

const utf8 = (text: string) => new TextEncoder().encode(text);
const PAYLOAD = '{"note":"裸土","z":1}';
const SALT = "07".repeat(32);

async function step(change: Partial<Step> = {}, facts: Record<string, unknown> = {}, index = 0): Promise<Step> {
  const commit = hex(await sha256(new Uint8Array([...new Array<number>(32).fill(7), ...utf8(PAYLOAD)]).buffer));
  const at = Date.parse("2026-11-21T08:00:00.000Z");
  const body = JSON.stringify({ v: 1, kind: "case_reported", subject: "case:1", seq: 0, prev: null, actor: 5, at, facts, commit });
  return {
    log_index: index,
    seq: 0,
    subject: "case:1",
    case: null,
    kind: "case_reported",
    label: { zh: "上报", en: "Reported" },
    actor: { id: 5, name: "甲" },
    actor_id: 5,
    at: "2026-11-21T08:00:00.000Z",
    payload: { z: 1, note: "裸土" },
    leaf_hash: hex(await leafHash(body)),
    body,
    opening: { salt: SALT, payload: PAYLOAD },
    ...change,
  };
}

/** A tree of two entries: ours and one with the hash of zeros. */
const SIBLING = new Uint8Array(32);
async function signedOver(leaf: Uint8Array): Promise<Signed> {
  return { size: 2, root: await sha256(new Uint8Array([1, ...leaf, ...SIBLING]).buffer), by: ["log"] };
}
const ask = async () => [base64(SIBLING)];

test("a step that holds is proved by the checkpoint", async () => {
  const one = await step();
  expect(await checkStep(one, await signedOver(await leafHash(one.body!)), ask)).toEqual({ state: "proved", size: 2 });
});

test("a step above the checkpoint waits, and no proof is asked for", async () => {
  const late = await step({}, {}, 2);
  const never = () => Promise.reject(new Error("asked"));
  expect(await checkStep(late, await signedOver(SIBLING), never)).toEqual({ state: "waiting" });
  expect(await checkStep(await step(), null, never)).toEqual({ state: "waiting" });
});

test.each([
  ["gone", { body: null }],
  ["bytes", { leaf_hash: "00".repeat(32) }],
  ["shown", { kind: "case_closed" }],
  ["shown", { subject: "case:2" }],
  ["shown", { actor_id: 6 }],
  ["shown", { seq: 1 }],
  ["shown", { at: "2026-11-21T08:00:01.000Z" }],
  ["words", { payload: { z: 1, note: "别的" } }],
  ["words", { opening: { salt: SALT, payload: '{"note":"别的","z":1}' }, payload: { note: "别的", z: 1 } }],
  ["words", { opening: { salt: "08".repeat(32), payload: PAYLOAD } }],
  ["words", { opening: null }],
] as [string, Partial<Step>][])("it is noticed: %s %j", async (fault, change) => {
  const one = await step(change);
  const signed = await signedOver(await leafHash(one.body ?? ""));
  expect(await checkStep(one, signed, ask)).toEqual({ state: "failed", fault });
});

test("a proof that leads elsewhere proves nothing", async () => {
  expect(await checkStep(await step(), { size: 2, root: SIBLING, by: [] }, ask)).toEqual({ state: "failed", fault: "proof" });
});

test("words that were erased leave the proof valid", async () => {
  const one = await step({ payload: null, opening: null });
  expect(await checkStep(one, await signedOver(await leafHash(one.body!)), ask)).toEqual({ state: "proved", size: 2 });
});

test("gaps in a case's own numbers are counted for each case by itself", async () => {
  const at = (subject: string, seq: number, log_index: number) => ({ subject, seq, log_index }) as Step;
  expect(gapsBefore([at("a", 0, 1), at("b", 0, 2), at("a", 1, 3), at("b", 1, 4)]).size).toBe(0);
  expect([...gapsBefore([at("a", 1, 5), at("a", 4, 9), at("b", 0, 10)])]).toEqual([[5, 1], [9, 2]]);
});

test("the phone's side comes from the report the step belongs to", async () => {
  const report = { captured_at: "2026-11-21T07:59:00.000Z", received_at: "", clock_offset_ms: 4200, body_sha256: "", device: { app: "0.1.0" } };
  const photo = { id: "p", report_id: "r", captured_at: "2026-11-21T07:58:00.000Z", sha256: "bb" };
  const custody = { reports: { r: report }, photos: { p: photo } } as unknown as Custody;

  const filed = sideOf(await step({}, { report: "r", body_sha256: "aa" }), custody);
  expect(filed).toEqual({ photo: null, sha256: "aa", phoneTime: report.captured_at, skewMs: 4200, device: ["0.1.0"], signature: null });
  const stored = sideOf(await step({ kind: "photo_stored" }, { photo: "p", sha256: "bb" }), custody);
  expect(stored).toEqual({ photo, sha256: "bb", phoneTime: photo.captured_at, skewMs: 4200, device: ["0.1.0"], signature: null });
  const signed = { ...photo, clock: { skew_ms: 900, proved: true }, statement: { state: "verified", sha256: "cc" }, device_id: 3 };
  const proved = sideOf(await step({ kind: "photo_stored" }, { photo: "p" }), { ...custody, photos: { p: signed } } as unknown as Custody);
  expect([proved.skewMs, proved.device, proved.signature]).toEqual([-900, ["0.1.0", "#3"], "verified"]);
  const looked = sideOf(await step({ kind: "original_viewed" }, { photo: "p", sha256: "bb" }), custody);
  expect([looked.photo, looked.phoneTime, looked.device]).toEqual([photo, null, []]);
  expect(factsIn(await step({ body: "not json" }))).toEqual({});
});

test("a clock is right, behind or ahead", () => {
  expect(skewWords(300)).toEqual({ key: "exact", seconds: 0.3 });
  expect(skewWords(4200)).toEqual({ key: "behind", seconds: 4.2 });
  expect(skewWords(-61_000)).toEqual({ key: "ahead", seconds: 61 });
});

test("who looked at originals, most often first", async () => {
  const by = (name: string, kind = "original_viewed") => ({ kind, actor: { id: 1, name } }) as Step;
  expect(lookers([by("甲"), by("乙"), by("乙"), by("丙", "case_closed")])).toEqual([
    { name: "乙", times: 2 },
    { name: "甲", times: 1 },
  ]);
});
