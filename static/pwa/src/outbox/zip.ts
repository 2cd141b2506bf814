/** A plain ZIP archive without compression: photos do not shrink, and evidence should come out as it went in. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

/** Little-endian fields: [value, bytes] pairs. */
function record(...fields: [number, 2 | 4][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((size, [, width]) => size + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [value, width] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

const UTF8_NAMES = 0x0800;
const DATE_1980 = 0x21;
/** Beyond this the plain format has no numbers; a phone holds far less. */
const MOST_BYTES = 0xffffffff;

/** Takes files one by one. Each becomes a Blob, which the browser may put on disk: a big archive needs little memory. */
export class ZipWriter {
  private readonly parts: Blob[] = [];
  private readonly directory: Uint8Array<ArrayBuffer>[] = [];
  private offset = 0;
  private count = 0;

  add(name: string, data: Uint8Array<ArrayBuffer>): void {
    const title = new TextEncoder().encode(name);
    const common: [number, 2 | 4][] = [
      [20, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [DATE_1980, 2], [crc32(data), 4], [data.length, 4], [data.length, 4], [title.length, 2], [0, 2],
    ];
    const head = record([0x04034b50, 4], ...common);
    const size = head.length + title.length + data.length;
    if (this.offset + size > MOST_BYTES) throw new RangeError("more than a zip can hold");
    this.parts.push(new Blob([head, title, data]));
    this.directory.push(record([0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [this.offset, 4]), title);
    this.offset += size;
    this.count += 1;
  }

  finish(): Blob {
    const size = this.directory.reduce((sum, part) => sum + part.length, 0);
    const end = record([0x06054b50, 4], [0, 2], [0, 2], [this.count, 2], [this.count, 2], [size, 4], [this.offset, 4], [0, 2]);
    return new Blob([...this.parts, ...this.directory, end], { type: "application/zip" });
  }
}
