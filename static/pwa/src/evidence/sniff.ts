/** What a file is by its first bytes; names and declared types are only claims. */

const starts = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
const text = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
const HEIC = new Set(["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"]);

/** The media type of a picture we can carry, or null. */
export function pictureType(data: ArrayBuffer): string | null {
  const head = new Uint8Array(data, 0, Math.min(16, data.byteLength));
  if (starts(head, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(head, 0x89, 0x50, 0x4e, 0x47)) return "image/png";
  if (text(head, 0, 4) === "RIFF" && text(head, 8, 12) === "WEBP") return "image/webp";
  if (text(head, 4, 8) === "ftyp" && HEIC.has(text(head, 8, 12))) return "image/heic";
  return null;
}
