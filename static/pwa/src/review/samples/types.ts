/** Samples on the wire. */
import type { Label, PersonRef, Unit } from "@/api/types";

export type SampleVerdict = "pass" | "question" | "fail";
export const VERDICTS: readonly SampleVerdict[] = ["pass", "question", "fail"];

export interface SampleLine {
  id: string;
  from: string;
  to: string;
  n: number;
  population: number;
  drawn_by: PersonRef;
  drawn_at: string;
  log_index: number;
  total: number;
  verdicts: Partial<Record<SampleVerdict, number>>;
}
export interface SampleCase {
  case_id: string;
  place: number;
  why: "drawn" | "voided";
  number: string;
  category: { code: string; label: Label };
  status: string;
  status_label: Label;
  jurisdiction_unit: Unit | null;
  verdict: SampleVerdict | null;
  note: string;
  judged_by: PersonRef | null;
  judged_at: string | null;
}
export interface Sample extends SampleLine {
  seed: string;
  checkpoint_size: number;
  checkpoint_note: string;
  list_sha256: string;
  cases: SampleCase[];
}
