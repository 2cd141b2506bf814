/** Turns a draft into the exact text that will be sent, however often. */
import type { PhotoStatement } from "@/api/types";
import type { ReportBody } from "@/api/types";
import type { Draft, PhotoRow } from "@/db/rows";
import type { Signed } from "@/evidence/statement";

export function statementOf(photo: PhotoRow): PhotoStatement {
  const { id, sha256, size, role, captured_at, source, media_type, position, heading_deg, annotations } = photo;
  return {
    id, sha256, size, role, captured_at, source, media_type, position,
    ...(heading_deg === undefined ? {} : { heading_deg }),
    ...(annotations?.length ? { annotations } : {}),
  };
}

/** What is said of a photo, with its signature if it was signed in exactly these words. */
export function statedPhoto(photo: PhotoRow, signed: Signed): ReportBody["photos"][number] {
  const plain = statementOf(photo);
  const statement = signed.get(JSON.stringify(plain));
  return statement ? { ...plain, statement } : plain;
}

function filled(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "" && value !== null && value !== undefined));
}

const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;
/** Who says so, if the author did not see it; what a clock field holds is local time. */
function origin(draft: Draft): Pick<ReportBody, "source" | "source_fields"> {
  if (!draft.source) return {};
  const told = Object.entries(filled(draft.source_fields ?? {}));
  const said = told.map(([name, value]) => [name, typeof value === "string" && LOCAL.test(value) ? new Date(value).toISOString() : value]);
  return { source: draft.source, source_fields: Object.fromEntries(said) as Record<string, unknown> };
}

/** `submitted` (ms) stands in for the capture time when no camera photo or fix names one. */
export function reportBody(draft: Draft, photos: PhotoRow[], signed: Signed, clockOffsetMs: number | null, submitted: number): string {
  const fixAt = draft.position?.source === "device" ? draft.position.fix_at : null;
  const body: ReportBody = {
    category: draft.category ?? "other",
    note: draft.note.trim(),
    fields: filled(draft.fields),
    captured_at: draft.captured_at ?? fixAt ?? new Date(submitted).toISOString(),
    position: draft.position,
    photos: photos.map((photo) => statedPhoto(photo, signed)),
    ...origin(draft),
    client: { app: __APP_VERSION__, clock_offset_ms: clockOffsetMs },
  };
  return JSON.stringify(body);
}

export function announceBody(photo: PhotoRow, signed: Signed): string {
  const { id: _id, ...said } = statedPhoto(photo, signed);
  return JSON.stringify({ case_id: photo.case_id, ...said });
}
