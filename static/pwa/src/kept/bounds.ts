/** How much is kept for reading offline, and what goes first. Pure rules. */
import type { KeptCase, KeptPicture } from "@/db/rows";

const MOST_CASES = 300;
const MOST_PICTURE_BYTES = 40 * 1024 * 1024;
/** Older than this it would rather mislead than help. */
export const KEPT_MS = 30 * 24 * 3600_000;

/** Own tasks first, then what changed last. */
function byWorth(a: KeptCase, b: KeptCase): number {
  return Number(b.mine) - Number(a.mine) || b.summary.updated_at.localeCompare(a.summary.updated_at);
}

export function surplus(rows: readonly KeptCase[], now: number, most = MOST_CASES): KeptCase[] {
  const fresh = rows.filter((row) => now - row.kept <= KEPT_MS).sort(byWorth);
  const stays = new Set(fresh.slice(0, most));
  return rows.filter((row) => !stays.has(row));
}

/** The pictures beyond `most` bytes, the longest kept first. */
export function surplusPictures(rows: readonly KeptPicture[], now: number, most = MOST_PICTURE_BYTES): KeptPicture[] {
  let bytes = 0;
  const newest = [...rows].sort((a, b) => b.kept - a.kept);
  return newest.filter((row) => now - row.kept > KEPT_MS || (bytes += row.data.byteLength) > most);
}
