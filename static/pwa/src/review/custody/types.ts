/** The chain of custody as the server tells it. Nothing in it is believed before it has been checked here. */
import type { Schemas } from "@/api/typed";

export type Step = Schemas["StepOut"];
/** `clock_offset_ms`: server clock minus phone clock at the last exchange before the report. */
export type ReportFacts = Schemas["CustodyReportOut"];
/** A photo with the enrolled browser that signed its circumstances. */
export type CustodyPhoto = Schemas["CustodyPhotoOut"];
export type Custody = Schemas["CustodyOut"];

/** What an entry's bytes say. */
export interface Body {
  kind: string;
  subject: string;
  seq: number;
  prev: number | null;
  actor: number | null;
  at: number;
  facts: Record<string, unknown>;
  commit: string;
}
