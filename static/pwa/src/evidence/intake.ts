/** Takes a photo in: its bytes untouched, its SHA-256, a small picture for the screen, and what the phone can say about it. */
import type { PhotoRole, PhotoSource, Position } from "@/api/types";
import type { PhotoRow, Shutter } from "@/db/rows";
import { hex, sha256 } from "./hash";
import { momentNow } from "./moment";
import { pictureType } from "./sniff";
import { uuidv7 } from "./uuid";

/** The server takes no larger photo. */
const MAX_BYTES = 25 * 1024 * 1024;
const THUMB_WIDTH = 320;
const CAMERA_DELAY_MS = 5 * 60_000;

export type Refusal = "empty" | "too_large" | "not_a_picture" | "unreadable" | "repeated";
export class PhotoRefused extends Error {
  constructor(readonly why: Refusal) {
    super(why);
  }
}

export interface Taken {
  row: PhotoRow;
  data: ArrayBuffer;
  thumb: ArrayBuffer | null;
}
export interface Circumstances {
  userId: number;
  owner: string;
  caseId: string | null;
  role: PhotoRole;
  source: PhotoSource;
  positionAt: (capturedAt: string) => Position | null;
  now: number;
  headingDeg?: number | null;
  shutter?: Shutter;
}

/** Phone clock of the shot: the file's own time, unless a camera file's time is not from just now. */
export function capturedAt(lastModified: number, source: PhotoSource, now: number): string {
  const known = lastModified > 0 && lastModified <= now;
  const believable = source === "gallery" ? known : known && now - lastModified <= CAMERA_DELAY_MS;
  return new Date(believable ? lastModified : now).toISOString();
}

async function read(file: Blob): Promise<ArrayBuffer> {
  if (file.size === 0) throw new PhotoRefused("empty");
  if (file.size > MAX_BYTES) throw new PhotoRefused("too_large");
  try {
    return await file.arrayBuffer();
  } catch {
    throw new PhotoRefused("unreadable");
  }
}

/** A small JPEG for lists; null when this browser cannot show the picture. The evidence itself is never re-encoded. */
async function thumbnail(file: Blob): Promise<ArrayBuffer | null> {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: THUMB_WIDTH, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.75));
    return blob ? await blob.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** One decimal, still below 360. */
const tenth = (degrees: number) => (Math.round(degrees * 10) % 3600) / 10;

async function rowOf(data: ArrayBuffer, mediaType: string, captured: string, about: Circumstances): Promise<PhotoRow> {
  return {
    id: uuidv7(),
    user_id: about.userId,
    owner: about.owner,
    case_id: about.caseId,
    sha256: hex(await sha256(data)),
    size: data.byteLength,
    media_type: mediaType,
    role: about.role,
    source: about.source,
    captured_at: captured,
    position: about.positionAt(captured),
    added: about.now,
    moment: await momentNow(about.userId, about.now),
    ...(typeof about.headingDeg === "number" ? { heading_deg: tenth(about.headingDeg) } : {}),
    ...(about.shutter ? { shutter: about.shutter } : {}),
    state: "held",
    sent: 0,
    begun: false,
    reason: null,
  };
}

export async function takeIn(file: File, about: Circumstances): Promise<Taken> {
  const data = await read(file);
  const mediaType = pictureType(data);
  if (!mediaType) throw new PhotoRefused("not_a_picture");
  const row = await rowOf(data, mediaType, capturedAt(file.lastModified, about.source, about.now), about);
  return { row, data, thumb: await thumbnail(new Blob([data], { type: mediaType })) };
}

/** A voice note takes the way of a photo; it was captured when it began (ms). */
export async function takeInVoice(
  recorded: { data: ArrayBuffer; mediaType: string; began: number }, about: Omit<Circumstances, "role" | "source">,
): Promise<Taken> {
  const captured = new Date(recorded.began).toISOString();
  const row = await rowOf(recorded.data, recorded.mediaType, captured, { ...about, role: "voice", source: "in_app" });
  return { row, data: recorded.data, thumb: null };
}
