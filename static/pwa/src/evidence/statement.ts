/** Capture statements: what this phone says of each photo, as canonical bytes under its own key. */
import type { SignedStatement } from "@/api/types";
import type { Position } from "@/api/types";
import type { PhotoRow } from "@/db/rows";
import { statementOf } from "@/outbox/freeze";
import { canonical, type Canonical } from "./canonical";
import { deviceOf, signWith } from "./deviceKey";
import { base64 } from "./hash";
import type { Moment } from "./moment";

/** Statements by the exact words of the announcement they belong to: a photo changed since has none. */
export type Signed = Map<string, SignedStatement>;

const UNKNOWN: Omit<Moment, "stated_at"> = { clock_offset_ms: null, elapsed_ms: null, nonce: null, checkpoint_size: null };

function fixOf(position: Position | null): Canonical {
  if (!position) return null;
  return {
    lat_e7: Math.round(position.lat * 1e7),
    lon_e7: Math.round(position.lon * 1e7),
    accuracy_dm: position.accuracy_m === null ? null : Math.round(position.accuracy_m * 10),
    fix_at: position.fix_at === null ? null : Date.parse(position.fix_at),
  };
}

export function said(photo: PhotoRow, caseId: string): { [name: string]: Canonical } {
  const { id, role, sha256, size, media_type, source } = photo;
  return {
    v: 1,
    photo: id,
    case: caseId,
    role, sha256, size, media_type, source,
    captured_at: Date.parse(photo.captured_at),
    stated_at: photo.added,
    ...(photo.moment ?? UNKNOWN),
    fix: fixOf(photo.position),
    ...(photo.shutter ? { shutter: photo.shutter } : {}),
    app: __APP_VERSION__,
  };
}

/** Signs what can be signed. A photo without a statement is better than no photo, so nothing here stops a report. */
export async function signAll(userId: number, caseId: string, photos: PhotoRow[]): Promise<Signed> {
  const signed: Signed = new Map();
  try {
    const device = await deviceOf(userId);
    if (!device) return signed;
    for (const photo of photos) {
      const content = canonical(said(photo, caseId));
      const signature = await signWith(device, content);
      signed.set(JSON.stringify(statementOf(photo)), { bytes_b64: base64(content), signature_b64: base64(signature), device_id: device.id });
    }
  } catch (error) {
    console.warn("photos travel without a statement", error);
  }
  return signed;
}
