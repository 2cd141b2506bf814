/** How long to wait before the next attempt. */

const BASE_MS = 1000;
const CAP_MS = 15 * 60_000;
/** A missing network says nothing about the server's load, so it may be asked again soon. */
const NETWORK_CAP_MS = 16_000;
/** No honest wait is longer, whatever Retry-After says. */
export const MOST_WAIT_MS = 60 * 60_000;

/** Milliseconds until attempt number `attempts` + 1: doubling, capped, half of it random, never below Retry-After (seconds). */
export function waitFor(attempts: number, network: boolean, retryAfter: number | null, random: number): number {
  const full = Math.min(BASE_MS * 2 ** Math.min(attempts, 20), network ? NETWORK_CAP_MS : CAP_MS);
  return Math.min(Math.max(full / 2 + (random * full) / 2, (retryAfter ?? 0) * 1000), MOST_WAIT_MS);
}
