/** Where a person was in the middle of something: a page that the camera killed comes back there. */

const KEPT = "open-spot";
/** A page killed longer ago than this is not reopened unasked. */
const REOPEN_MS = 30 * 60_000;

export function openSpot(path: string, now: number): void {
  localStorage.setItem(KEPT, JSON.stringify({ path, at: now }));
}

export function closeSpot(): void {
  localStorage.removeItem(KEPT);
}

/** The address to return to, or null. A clock that was set back since says nothing against it. */
export function interruptedSpot(now: number): string | null {
  const stored = localStorage.getItem(KEPT);
  if (!stored) return null;
  const { path, at } = JSON.parse(stored) as { path: string; at: number };
  return now - at > REOPEN_MS ? null : path;
}
