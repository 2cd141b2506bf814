/** The nouns of the API under short names, all from docs/openapi.json. Times are UTC ISO 8601; coordinates are WGS-84 degrees. */
import type { Schemas } from "./typed";

export type Label = Schemas["Label"];
export type Reason = Schemas["Reason"];
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type Me = Schemas["Me"];
export type Role = Me["roles"][number];
export type Unit = Schemas["Unit"];
export type Grid = Schemas["Ref"];
export type PersonLine = Schemas["PersonLine"];
export type Person = Schemas["Person"];
export type Grant = Schemas["Grant"];
export type SessionRow = Schemas["Session"];
export type AccessToken = Schemas["AccessToken"];
export type Device = Schemas["DeviceOut"];

export type Field = Schemas["FieldOut"];
export type Offer = Schemas["OfferOut"];
export type Category = Schemas["CategoryOut"];
export type Source = Schemas["SourceOut"];
export type PhotoRoleRule = Schemas["PhotoRoleOut"];
export type PhotoRole = PhotoRoleRule["role"];
export type StatusEntry = Schemas["StatusOut"];
export type Status = StatusEntry["code"];

export type Position = Schemas["PositionOut"];
export type Photo = Schemas["PhotoOut"];
export type PhotoSource = Photo["source"];
export type Finding = Schemas["FindingOut"];
export type Receipt = Schemas["ReceiptOut"];
/** One mark drawn over a photo; its points are ten-thousandths of the upright picture, from its top left. */
export type Mark = Schemas["MarkIn"];
/** A capture statement: canonical JSON, signed by this browser's enrolled key. */
export type SignedStatement = Schemas["StatementIn"];
/** What the phone says about a photo. */
export type PhotoStatement = Omit<Schemas["PhotoAnnouncementIn"], "statement"> &
  Required<Pick<Schemas["PhotoAnnouncementIn"], "source" | "media_type" | "position">>;
export type ReportBody = Omit<Required<Schemas["ReportIn"]>, "photos" | "source" | "source_fields"> & Pick<Schemas["ReportIn"], "source" | "source_fields"> & {
  photos: (PhotoStatement & { statement?: SignedStatement })[];
};

export type ReportReceipt = Omit<Schemas["ReportOut"], "case">;
export type ReportRow = Schemas["OwnReportOut"];
export type CaseSummary = Schemas["CaseSummaryOut"];
export type Case = Schemas["CaseOut"];
/** Open cases in the caller's scope, by status and by how urgent they are. */
export type Counts = Schemas["CountsOut"];
export type Duplicate = Schemas["DuplicateOut"];
export type SavedFilter = Schemas["SavedFilterOut"];
export type CaseRequest = Schemas["RequestOut"];
export type HistoryEntry = Schemas["HistoryEntryOut"];
export type GridCollection = Schemas["GridCollection"];
export type Workflow = Schemas["WorkflowOut"];
