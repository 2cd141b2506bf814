/** The chain of custody as the server tells it. Nothing in it is believed before it has been checked here. */
import type { Case, HistoryEntry, Photo } from "@/api/types";

export interface Step extends HistoryEntry {
  subject: string;
  actor_id: number | null;
  /** The entry's stored bytes as text; null where the row is gone. */
  body: string | null;
  /** What opens the commitment in the body; null once the words were erased. */
  opening: { salt: string; payload: string } | null;
}
export interface ReportFacts {
  captured_at: string;
  received_at: string;
  /** Server clock minus phone clock at the last exchange before the report. */
  clock_offset_ms: number | null;
  body_sha256: string;
  device: Record<string, string>;
}
/** A photo with the enrolled browser that signed its circumstances. */
export type CustodyPhoto = Photo & { device_id: number | null };
export interface Custody {
  case: Pick<Case, "id" | "number" | "category" | "status" | "status_label">;
  steps: Step[];
  reports: Record<string, ReportFacts>;
  photos: Record<string, CustodyPhoto>;
}

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
