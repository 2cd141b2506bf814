/** The last resort: everything unsent as one file, originals and frozen words with their hashes, for the server to import. */
import type { Me } from "@/api/types";
import { db } from "@/db/db";
import type { OutboxItem, PhotoRow } from "@/db/rows";
import { hex, sha256 } from "@/evidence/hash";
import { byAge } from "./order";
import { ZipWriter } from "./zip";

const FORMAT = "inspect-rescue/1";
const ENDINGS: Record<string, string> = {
  "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic",
  "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a",
};

interface Packed {
  path: string;
  size: number;
  sha256: string;
}

async function pack(zip: ZipWriter, path: string, data: ArrayBuffer): Promise<Packed> {
  zip.add(path, new Uint8Array(data));
  return { path, size: data.byteLength, sha256: hex(await sha256(data)) };
}

/** Photos the server has confirmed are not here any more; a photo whose bytes were lost is named all the same. */
async function packPhotos(zip: ZipWriter, item: OutboxItem): Promise<{ packed: object[]; lost: string[] }> {
  const packed: object[] = [];
  const lost: string[] = [];
  for (const photo of await db.photos.where({ owner: item.id }).sortBy("added")) {
    if (photo.state === "stored") continue;
    const bytes = await db.bytes.get(photo.id);
    if (bytes) packed.push({ id: photo.id, media_type: photo.media_type, ...(await pack(zip, pathOf(item, photo), bytes.data)) });
    else lost.push(photo.id);
  }
  return { packed, lost };
}

const pathOf = (item: OutboxItem, photo: PhotoRow) => `items/${item.id}/${photo.id}.${ENDINGS[photo.media_type] ?? "bin"}`;

async function packItem(zip: ZipWriter, item: OutboxItem): Promise<object> {
  const { id, kind, state, reason, case_id, number, action } = item;
  const words = new TextEncoder().encode(item.body);
  const body = await pack(zip, `items/${id}/${kind}.json`, words.buffer);
  const { packed, lost } = await packPhotos(zip, item);
  const step = action && { path: action.path, version: action.version, key: action.key, label: action.label, said: action.said };
  return { id, kind, created: new Date(item.created).toISOString(), state, reason, case_id, number, body, photos: packed, lost_photos: lost, action: step };
}

/** One item after the other: the phone never holds more than one photo in its memory. */
export async function rescueArchive(items: OutboxItem[], person: Pick<Me, "id" | "username" | "name">): Promise<Blob> {
  const zip = new ZipWriter();
  const told: object[] = [];
  for (const item of [...items].sort(byAge)) told.push(await packItem(zip, item));
  const { id, username, name } = person;
  const manifest = { format: FORMAT, made_at: new Date().toISOString(), app: __APP_VERSION__, person: { id, username, name }, items: told };
  zip.add("manifest.json", new TextEncoder().encode(JSON.stringify(manifest, null, 1)));
  return zip.finish();
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
