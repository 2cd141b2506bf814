/** The wire shapes of /api/v1 as the app uses them. Times are UTC ISO 8601; coordinates are WGS-84 degrees. */
import type { ClockSkew, PhotoStatement, SignedStatement, StatementVerdict } from "./capture";

export interface Label {
  zh: string;
  en: string;
}
export type Role = "inspector" | "supervisor" | "handler" | "verifier" | "auditor" | "sysadmin" | "secadmin";
export interface Unit {
  id: number;
  code: string;
  name: string;
  kind?: string;
  parent_id?: number | null;
  active?: boolean;
}
export interface Grid {
  id: number;
  code: string;
  name: string;
}
export interface PersonRef {
  id: number;
  name: string;
}
export interface Me {
  id: number;
  username: string;
  name: string;
  unit: Unit | null;
  roles: Role[];
  grids: Grid[];
  must_change_password: boolean;
  server_time: string;
}
export interface SessionRow {
  id: string | number;
  created_at: string;
  last_seen_at: string;
  user_agent: string;
  current: boolean;
}
export interface AccessToken {
  id: number | string;
  name: string;
  scopes: ("read" | "write")[];
  created_at?: string;
  expires_at: string | null;
  last_used_at?: string | null;
  token?: string;
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type FieldType =
  | "text" | "plate" | "number" | "choice" | "date" | "datetime" | "unit" | "case" | "textarea" | "boolean";
export interface Field {
  name: string;
  type: FieldType;
  label: Label;
  required: boolean;
  options?: { value: string; label: Label }[];
  max_length?: number;
}
export type PhotoRole = "wide" | "close" | "plate" | "before" | "after" | "other";
export interface PhotoRoleRule {
  role: PhotoRole;
  label: Label;
  required: boolean;
}
export interface Category {
  code: string;
  label: Label;
  valid_from: string | null;
  valid_to: string | null;
  fields: Field[];
  photo_roles: PhotoRoleRule[];
  after_photo_roles: PhotoRoleRule[];
  default_due_days: number;
  stages: 1 | 2;
  source: string;
}

export interface Position {
  lat: number;
  lon: number;
  accuracy_m: number | null;
  fix_at: string;
  source: "device" | "manual";
  datum: "wgs84";
}
export type PhotoSource = "camera" | "gallery" | "in_app";
export interface ReportBody {
  category: string;
  note: string;
  fields: Record<string, unknown>;
  captured_at: string;
  position: Position | null;
  photos: (PhotoStatement & { statement?: SignedStatement })[];
  client: { app: string; clock_offset_ms: number | null };
}
export interface ReportReceipt {
  id: string;
  case_id: string;
  number: string;
  received_at: string;
  log_index: number;
  leaf_hash: string;
}
export interface ReportRow {
  id: string;
  case_id: string;
  number: string;
  category: string | { code: string; label: Label };
  status: string;
  captured_at: string;
  received_at: string;
  photos_total: number;
  photos_stored: number;
}

export interface Finding {
  code: string;
  severity: "info" | "notice" | "warning";
  label: Label;
  detail: Record<string, unknown>;
  benign: Label[];
}
export interface Receipt {
  sha256: string;
  size: number;
  received_at: string;
  log_index: number;
  leaf_hash: string;
  checkpoint: string | null;
}
export interface Photo {
  id: string;
  case_id: string;
  report_id: string | null;
  role: PhotoRole;
  role_label: Label;
  state: "awaited" | "stored" | "quarantined";
  quarantine_reason: string | null;
  sha256: string;
  size: number;
  media_type: string;
  captured_at: string;
  received_at: string | null;
  source: PhotoSource;
  position: Position | null;
  announced_by: PersonRef;
  derived: boolean;
  width: number | null;
  height: number | null;
  findings: Finding[];
  exif: Record<string, unknown> | null;
  statement: StatementVerdict;
  clock: ClockSkew | null;
  receipt: Receipt | null;
}

export interface Reason extends Label {
  code: string;
}
export interface Offer {
  action: string;
  label: Label;
  enabled: boolean;
  reason: Reason | null;
  fields: Field[];
  danger: boolean;
}
export interface CaseSummary {
  id: string;
  number: string;
  status: string;
  status_label: Label;
  version: number;
  category: { code: string; label: Label };
  note: string;
  position: Position | null;
  grid: Grid | null;
  jurisdiction_unit: Unit | null;
  handler_unit: Unit | null;
  reported_at: string;
  updated_at: string;
  due_at: string | null;
  overdue: boolean;
  round: number;
  photos_total: number;
  photos_stored: number;
  thumbnail_photo_id: string | null;
  reporter: PersonRef;
  triage_reason: Reason | null;
}
export interface CaseRequest {
  id: string | number;
  kind: "extension" | "transfer" | "suspension" | "appeal";
  kind_label: Label;
  state: "requested" | "approved" | "denied" | "withdrawn";
  state_label: Label;
  requested_by: PersonRef;
  requested_at: string;
  reason: string;
  due_at: string | null;
  unit: Unit | null;
  decided_by: PersonRef | null;
  decided_at: string | null;
  decision_note: string | null;
  offers: Offer[];
}
export interface Case extends CaseSummary {
  fields: Record<string, unknown>;
  captured_at: string;
  placement: {
    state: "inside" | "near" | "outside" | "no_position";
    distance_m: number | null;
    candidates: Grid[];
  };
  reports: { id: string; reporter: PersonRef; captured_at: string; received_at: string; log_index: number; leaf_hash: string }[];
  photos: Photo[];
  clocks: {
    kind: "accept" | "assign" | "acknowledge" | "rectify" | "verify";
    label: Label;
    started_at: string;
    due_at: string | null;
    met_at: string | null;
    breached_at: string | null;
    exempted_at: string | null;
    paused_at: string | null;
  }[];
  assignment: null | {
    unit: Unit;
    assigned_by: PersonRef;
    assigned_at: string;
    due_at: string;
    instructions: string;
    round: number;
  };
  rectifications: {
    round: number;
    measures: string;
    submitted_by: PersonRef;
    submitted_at: string;
    photo_ids: string[];
  }[];
  requests: CaseRequest[];
  offers: Offer[];
  /** What the handling unit may ask for; sent to `/cases/{id}/requests`. */
  request_offers: Offer[];
  /** How a typed value reads, for values kept as they were typed: plates. */
  field_hints: Record<string, { normalised: string; well_formed: boolean; suggestions: string[] }>;
  missing_photo_roles: PhotoRole[];
  suggested_due_days: number;
  suspended_until: string | null;
  merged_into: string | null;
  closures: Record<string, unknown>[];
  suggested_unit: Unit | null;
}
export interface HistoryEntry {
  log_index: number;
  seq: number;
  kind: string;
  label: Label;
  actor: PersonRef | null;
  at: string;
  /** Null once its words were erased; the log keeps their commitment. */
  payload: Record<string, unknown> | null;
  leaf_hash: string;
}
export interface GrantRow {
  id: number;
  role: Role;
  unit: Unit;
  grid: Grid | null;
  valid_from: string | null;
  valid_to: string | null;
}
export interface PersonRow {
  id: number;
  username: string;
  name: string;
  phone: string | null;
  unit: Unit | null;
  active: boolean;
  grants: GrantRow[];
  reset_token?: string;
}
