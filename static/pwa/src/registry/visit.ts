/** A visit being made: kept on the phone on every change, then frozen and queued like a report. */
import type { Position } from "@/api/types";
import { db, durable } from "@/db/db";
import type { OutboxItem, PhotoRow } from "@/db/rows";
import { signAll, type Signed } from "@/evidence/statement";
import { uuidv7 } from "@/evidence/uuid";
import { statedPhoto } from "@/outbox/freeze";
import { newItem } from "@/outbox/item";
import type { Checklist, VisitResult } from "./types";

export interface VisitAnswer {
  result: VisitResult | null;
  note: string;
  /** The case that comes of it, named on the phone, so that its photos know where they belong. */
  case_id: string;
}
export interface VisitDraft {
  id: string;
  user_id: number;
  entry_id: string;
  checklist: string;
  note: string;
  answers: Record<string, VisitAnswer>;
}
export interface Lack {
  key: "unanswered" | "no_photo";
  code: string;
}

const NEEDS_PHOTO = new Set<VisitResult | null>(["fail", "done"]);
const keyOf = (userId: number, entryId: string) => `visit/${userId}/${entryId}`;

export async function keptVisit(userId: number, entryId: string): Promise<VisitDraft | null> {
  return ((await db.meta.get(keyOf(userId, entryId)))?.value as VisitDraft | undefined) ?? null;
}
export async function keepVisit(draft: VisitDraft): Promise<void> {
  const value: VisitDraft = JSON.parse(JSON.stringify(draft));
  await durable(() => db.meta.put({ key: keyOf(draft.user_id, draft.entry_id), value }));
}

/** Proofs of one enterprise are photos of one case; each failed line of an inspection becomes its own. */
export function newVisit(userId: number, entryId: string, checklist: Checklist, openCase: string | null): VisitDraft {
  const shared = checklist.mode === "proofs" ? (openCase ?? uuidv7()) : null;
  const answers = Object.fromEntries(
    checklist.items.map((item) => [item.code, { result: shared ? ("open" as const) : null, note: "", case_id: shared ?? uuidv7() }]),
  );
  return { id: uuidv7(), user_id: userId, entry_id: entryId, checklist: checklist.code, note: "", answers };
}

export const photosFor = (draft: VisitDraft, code: string, photos: readonly PhotoRow[]): PhotoRow[] =>
  photos.filter((photo) => photo.owner === draft.id && photo.item === code);

/** What keeps a visit from being sent. */
export function lacks(draft: VisitDraft, checklist: Checklist, photos: readonly PhotoRow[], proved: ReadonlySet<string>): Lack[] {
  return checklist.items.flatMap<Lack>(({ code }) => {
    const { result } = draft.answers[code]!;
    if (result === null) return [{ key: "unanswered", code }];
    const bare = NEEDS_PHOTO.has(result) && !proved.has(code) && !photosFor(draft, code, photos).length;
    return bare ? [{ key: "no_photo", code }] : [];
  });
}

/** Which proofs may be answered: the first that is not proved, and those before it. */
export function openProofs(draft: VisitDraft, checklist: Checklist, proved: ReadonlySet<string>): Set<string> {
  const given = (code: string) => proved.has(code) || draft.answers[code]!.result === "done";
  const first = checklist.items.findIndex((item) => !given(item.code));
  return new Set(checklist.items.slice(0, first < 0 ? undefined : first + 1).map((item) => item.code));
}

function body(draft: VisitDraft, photos: PhotoRow[], signed: Signed, position: Position | null, clockOffsetMs: number | null, now: number): string {
  const captured = photos.map((photo) => photo.captured_at).sort()[0];
  const items = Object.entries(draft.answers).map(([code, { result, note, case_id }]) => {
    const taken = NEEDS_PHOTO.has(result) ? photosFor(draft, code, photos) : [];
    return { code, result, note: note.trim(), case_id: taken.length ? case_id : null, photos: taken.map((photo) => statedPhoto(photo, signed)) };
  });
  return JSON.stringify({
    entry_id: draft.entry_id, checklist: draft.checklist, note: draft.note.trim(), captured_at: captured ?? new Date(now).toISOString(),
    position, items, client: { app: __APP_VERSION__, clock_offset_ms: clockOffsetMs },
  });
}

/** Freezes the visit and queues it; photos of lines that are fine after all are let go of with the draft. */
export async function submitVisit(
  draft: VisitDraft, said: { title: string; number: string; position: Position | null }, clockOffsetMs: number | null, now: number,
): Promise<OutboxItem> {
  const all = await db.photos.where({ owner: draft.id }).sortBy("added");
  const wanted = all.filter((photo) => NEEDS_PHOTO.has(draft.answers[photo.item ?? ""]?.result ?? null));
  const signed: Signed = new Map();
  for (const photo of wanted) for (const [words, statement] of await signAll(draft.user_id, photo.case_id!, [photo])) signed.set(words, statement);
  const unwanted = all.filter((photo) => !wanted.includes(photo)).map((photo) => photo.id);
  return durable(() =>
    db.transaction("rw", [db.meta, db.photos, db.bytes, db.thumbs, db.outbox], async () => {
      for (const table of [db.photos, db.bytes, db.thumbs]) await table.bulkDelete(unwanted);
      const frozen = body(draft, wanted, signed, said.position, clockOffsetMs, now);
      const queued = { ...newItem(draft.id, "visit", draft.user_id, frozen, now), note: said.title, number: said.number };
      await db.outbox.add(queued);
      await db.meta.delete(keyOf(draft.user_id, draft.entry_id));
      return queued;
    }),
  );
}
