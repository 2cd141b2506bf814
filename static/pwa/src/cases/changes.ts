/** Says what is different between the case a person was looking at and the fresh one, so a conflict can be understood. */
import type { Case, CaseSummary, Label } from "@/api/types";

/** `key` is under `cases.changed`; before and after are ready words, labels or instants. */
export interface Change {
  key: "status" | "dueAt" | "handler" | "round" | "photos" | "requests" | "reports" | "grid";
  before: Label | string | null;
  after: Label | string | null;
  kind: "label" | "time" | "text";
}

type Reader = (of: Case) => Label | string | null;

const READERS: { key: Change["key"]; kind: Change["kind"]; read: Reader }[] = [
  { key: "status", kind: "label", read: (of) => of.status_label },
  { key: "dueAt", kind: "time", read: (of) => of.due_at },
  { key: "handler", kind: "text", read: (of) => of.handler_unit?.name ?? null },
  { key: "grid", kind: "text", read: (of) => of.grid?.name ?? null },
  { key: "round", kind: "text", read: (of) => String(of.round + 1) },
  { key: "photos", kind: "text", read: (of) => photosText(of) },
  { key: "reports", kind: "text", read: (of) => String(of.reports.length) },
  { key: "requests", kind: "label", read: (of) => requestsLabel(of) },
];

/** "2/3": stored of announced. */
function photosText(of: Pick<CaseSummary, "photos_stored" | "photos_total">): string {
  return `${of.photos_stored}/${of.photos_total}`;
}

/** The last request and how it stands, in both languages. */
function requestsLabel(of: Case): Label | null {
  const last = of.requests[of.requests.length - 1];
  if (!last) return null;
  return {
    zh: `${last.kind_label.zh} ${last.state_label.zh}`,
    en: `${last.kind_label.en} ${last.state_label.en}`,
  };
}

export interface Told {
  value: Label | string | null;
  kind: Change["kind"];
}
export interface BothRow {
  key: Change["key"];
  before: Told;
  after: Told;
  differs: boolean;
}

/** Facts shown even when they are the same on both sides: without them a version could not be recognised. */
const ALWAYS: Change["key"][] = ["status", "dueAt", "handler"];

/** The case then and now, fact by fact. */
export function bothVersions(before: Case, after: Case): BothRow[] {
  return READERS.map(({ key, kind, read }) => {
    const [old, fresh] = [read(before), read(after)];
    const differs = JSON.stringify(old) !== JSON.stringify(fresh);
    return { key, differs, before: { value: old, kind }, after: { value: fresh, kind } };
  }).filter((row) => row.differs || ALWAYS.includes(row.key));
}

/** The differences a person cares about, most important first; empty when only the version moved. */
export function changesBetween(before: Case, after: Case): Change[] {
  return READERS.map(({ key, kind, read }) => ({ key, kind, before: read(before), after: read(after) })).filter(
    (change) => JSON.stringify(change.before) !== JSON.stringify(change.after),
  );
}
