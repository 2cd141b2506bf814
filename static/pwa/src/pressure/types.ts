/** The nouns of pressure, from docs/openapi.json. */
import type { Schemas } from "@/api/typed";

export type Proposal = Schemas["ProposalOut"];
export type DocumentLine = Schemas["DocumentLineOut"];
export type PressureDocument = Schemas["DocumentOut"];
export type Rung = Schemas["RungOut"];
export type DocumentStep = Schemas["DocumentStepOut"];

const TONES: Record<string, string> = { issued: "warn", received: "warn", replied: "", signed_off: "ok", withdrawn: "", open: "warn", declined: "" };

/** How a chip looks; its word says the same. */
export const toneOf = (state: string, overdue = false): string => (overdue ? "bad" : (TONES[state] ?? ""));
