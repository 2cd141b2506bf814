/** The nouns of the registry, from docs/openapi.json. */
import type { Schemas } from "@/api/typed";

export type EntryLine = Schemas["EntryLineOut"];
export type Entry = Schemas["EntryOut"];
export type NearEntry = Schemas["NearEntryOut"];
export type Leader = Schemas["LeaderOut"];
/** Somebody answers for an entry or for a grid. */
export type LeaderPlace = { entry_id: string } | { grid_id: number };
export type Kinds = Schemas["EntryKindsOut"];
export type CaseEntries = Schemas["CaseEntriesOut"];
export type Checklist = Schemas["ChecklistOut"];
export type Proofs = Schemas["EntryProofsOut"];
export type Visit = Schemas["VisitOut"];
export type EntryEvent = Schemas["EntryEventOut"];
export type VisitResult = "pass" | "fail" | "na" | "done" | "open";

/** How a chip of a result looks; its word says the same. */
export const TONES: Record<string, string> = { pass: "ok", done: "ok", fail: "bad", na: "", open: "" };
