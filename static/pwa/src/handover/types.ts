/** The nouns of superiors' lists, from the API's own document. */
import type { Schemas } from "@/api/typed";

export type List = Schemas["HandOverListOut"];
export type Row = Schemas["HandOverRowOut"];
export type Trial = Schemas["ListImportOut"];
export type Decision = Schemas["DecisionIn"];

/** At most so many rows are decided in one request. */
export const AT_ONCE = 100;

/** What the machine would do with a row that nobody has to look at; nothing for the others. */
export function proposal(row: Row): Decision | null {
  if (row.state !== "waiting" || !row.sure) return null;
  if (row.finding.code !== "matched") return { id: row.id, decision: "new" };
  return row.candidates[0] ? { id: row.id, decision: "match", case_id: row.candidates[0].id } : null;
}

/** Which colour a state wears. */
export const toneOf = (state: Row["state"]): string => ({ waiting: "warn", closed: "ok", refused: "bad" } as Record<string, string>)[state] ?? "";
