/** The wire shapes of what a phone says about a photo, and of the keys it says it with. */
import type { PhotoRole, PhotoSource, Position } from "./types";

export interface PhotoStatement {
  id: string;
  sha256: string;
  size: number;
  role: PhotoRole;
  captured_at: string;
  source: PhotoSource;
  media_type: string;
  position: Position | null;
}
/** A capture statement: canonical JSON, signed by this browser's enrolled key. */
export interface SignedStatement {
  bytes_b64: string;
  signature_b64: string;
  device_id: number;
}
export interface Device {
  id: number;
  name: string;
  enrolled_at: string;
  revoked_at: string | null;
}
/** What the server thinks of a photo's statement. */
export interface StatementVerdict {
  state: "none" | "verified" | "bad_signature" | "unknown_device" | "revoked_device" | "mismatch";
  sha256: string | null;
}
/** Phone clock minus server clock. */
export interface ClockSkew {
  skew_ms: number;
  proved: boolean;
}
