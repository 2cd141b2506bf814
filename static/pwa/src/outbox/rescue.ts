/** The last resort: everything unsent, saved as one file, so that a broken account or phone loses no evidence. */
import { db } from "@/db/db";
import type { OutboxItem } from "@/db/rows";
import { zip, type ZipFile } from "./zip";

const ENDINGS: Record<string, string> = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };

async function filesOf(item: OutboxItem): Promise<ZipFile[]> {
  const words = new TextEncoder().encode(item.body);
  const files: ZipFile[] = [{ name: `${item.id}/${item.kind}.json`, data: words }];
  for (const photo of await db.photos.where({ owner: item.id }).toArray()) {
    const bytes = await db.bytes.get(photo.id);
    if (bytes) files.push({ name: `${item.id}/${photo.id}.${ENDINGS[photo.media_type] ?? "bin"}`, data: new Uint8Array(bytes.data) });
  }
  return files;
}

export async function rescueArchive(items: OutboxItem[]): Promise<Blob> {
  return zip((await Promise.all(items.map(filesOf))).flat());
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
