/** The rows kept on the phone. Times are milliseconds since the epoch unless their name ends in `_at` and they travel on the wire. */
import type { Case, CaseSummary, HistoryEntry, Label, Mark, PhotoRole, PhotoSource, Position } from "@/api/types";
import type { Moment } from "@/evidence/moment";

/** A report being written. Its id becomes the report's id, so it never changes. */
export interface Draft {
  id: string;
  user_id: number;
  category: string | null;
  note: string;
  fields: Record<string, unknown>;
  /** Absent means that its author saw it: a patrol. */
  source?: string;
  source_fields?: Record<string, unknown>;
  position: Position | null;
  /** Phone clock of the first camera photo, UTC ISO; null while none was taken. */
  captured_at: string | null;
  started: number;
  changed: number;
}

/** held: waiting here · sending: on its way · stored: the server repeated our hash · failed: a person must look. */
export type PhotoState = "held" | "sending" | "stored" | "failed";

/** photo: the camera's own file · frame: the picture that was on the screen, encoded by the browser. */
export type Shutter = "photo" | "frame";

export interface PhotoRow {
  id: string;
  user_id: number;
  /** The draft, report or outbox item it belongs to. */
  owner: string;
  case_id: string | null;
  sha256: string;
  size: number;
  media_type: string;
  role: PhotoRole;
  source: PhotoSource;
  captured_at: string;
  position: Position | null;
  added: number;
  /** What the clocks said when it was taken in; absent on photos of an older version. */
  moment?: Moment;
  /** Where the camera looked, degrees; absent without a compass. */
  heading_deg?: number;
  /** How the app's own camera took it; absent for files of other apps. */
  shutter?: Shutter;
  /** The line of a checklist that it shows. */
  item?: string;
  /** Drawn over it; the bytes stay as they are. */
  annotations?: Mark[];
  state: PhotoState;
  /** Bytes the server is known to have. */
  sent: number;
  /** True once an upload was begun, so that the next attempt asks for the offset first. */
  begun: boolean;
  reason: string | null;
}

export type ItemState = "queued" | "uploading" | "retry" | "auth" | "conflict" | "failed" | "done";

/** A step of a case that a person took on this phone, in the words and on the version they saw. */
export interface QueuedAction {
  /** Below /api/v1; the frozen body is posted there. */
  path: string;
  /** Of the workflow, or the kind of a request. */
  code: string;
  label: Label;
  /** The Idempotency-Key: the same for every attempt, so that a lost answer is asked for again. */
  key: string;
  /** What was decided on. Null: on whatever the step before it, which waits here too, makes of the case. */
  version: number | null;
  /** The case as the person saw it, and, after somebody else was faster, as it is now. */
  seen: Case;
  fresh: Case | null;
  /** The status the case has afterwards; null when it stays. */
  target: string | null;
  /** Photos of this outbox that must be at the server first. */
  needs: string[];
  /** A request may have reached the server: taking back would not be honest any more. */
  begun: boolean;
  /** What was filled in, for people. */
  said: { label: Label; text: string }[];
}

/** One thing to deliver: a report, one photo added to an existing case, one step of a case, or a visit with a checklist. */
export interface OutboxItem {
  id: string;
  kind: "report" | "announce" | "action" | "visit";
  /** Only of an action. */
  action?: QueuedAction;
  user_id: number;
  state: ItemState;
  /** The request body, frozen when it was submitted: rebuilding it could change bytes and turn a replay into a conflict. */
  body: string;
  category: string | null;
  note: string;
  role: PhotoRole | null;
  case_id: string | null;
  number: string | null;
  created: number;
  /** When the server acknowledged the body; its photos may still be here. */
  accepted: number | null;
  finished: number | null;
  attempts: number;
  next: number;
  reason: string | null;
  detail: string | null;
}

export interface Bytes {
  id: string;
  data: ArrayBuffer;
}

export interface MetaRow {
  key: string;
  value: unknown;
}

/** A case kept to be read without a network; `whole` is null until it was fetched. */
export interface KeptCase {
  user_id: number;
  id: string;
  summary: CaseSummary;
  whole: Case | null;
  history: HistoryEntry[] | null;
  /** Waits for this person, as the server's filter `mine` says. */
  mine: boolean;
  /** The list has told of something newer than `whole`. */
  stale: boolean;
  /** When the server said so. */
  kept: number;
}

/** A small picture kept to be looked at without a network. */
export interface KeptPicture {
  user_id: number;
  id: string;
  data: ArrayBuffer;
  kept: number;
}

/** Any other answer worth keeping: units, the workflow, words of a form that is being filled in. */
export interface KeptAnswer {
  user_id: number;
  key: string;
  value: unknown;
  kept: number;
}

/** A person's enrolled key in this browser. */
export interface DeviceRow {
  user_id: number;
  /** The server's number for it. */
  id: number;
  key: CryptoKey;
}

/** The last checkpoint of a log that this phone has verified, and the key it trusts. */
export interface SeenLog {
  origin: string;
  size: number;
  /** Base64. */
  root: string;
  note: string;
  vkey: string;
  first_seen: number;
  last_seen: number;
}

/** The server's promise that something of ours is in the log. */
export interface LogReceipt {
  /** Of the report or photo. */
  id: string;
  log_index: number;
  leaf_hash: string;
  state: "open" | "proven" | "missing";
}

/** forked: another past · shorter: entries are gone · signature: not signed by the trusted key · origin: another log · missing: our receipt is not in it */
export type AlarmKind = "forked" | "shorter" | "signature" | "origin" | "missing";

/** What did not fit, kept with both sides until a person settles it. */
export interface LogAlarm {
  id: number;
  kind: AlarmKind;
  at: number;
  held: SeenLog;
  /** What the server showed, word for word. */
  shown: string;
  receipt: LogReceipt | null;
  settled: 0 | 1;
}
