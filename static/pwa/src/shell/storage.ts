/** How safely and how much this phone can keep for us. */
import { dropReadable } from "@/db/db";

export interface StorageState {
  persisted: boolean;
  usedBytes: number;
  quotaBytes: number;
}
/** Below this much room no new photo is taken in: a full phone loses what is half written. */
const LEAST_FREE_BYTES = 200 * 1024 * 1024;

export async function storageState(): Promise<StorageState | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return { persisted, usedBytes: usage, quotaBytes: quota };
}

/** Deletes what can be had again or is no longer needed: copies for reading, small pictures of what has arrived. */
export async function freeRoom(): Promise<void> {
  await dropReadable();
  const { sweepDelivered } = await import("@/outbox/sweep");
  await sweepDelivered(Number.POSITIVE_INFINITY);
}

/** Asks the browser not to clear our data; best asked after the first report, when it is most willing. */
export async function askToPersist(): Promise<boolean> {
  return (await navigator.storage?.persist?.().catch(() => false)) ?? false;
}

export async function hasRoom(): Promise<boolean> {
  const state = await storageState().catch(() => null);
  return !state || state.quotaBytes === 0 || state.quotaBytes - state.usedBytes > LEAST_FREE_BYTES;
}

const MB = 1024 * 1024;

/** 48 KB · 3.2 MB · 120 MB · 4.1 GB */
export function fileSize(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / 1024)} KB`;
  if (bytes < 10 * MB) return `${(bytes / MB).toFixed(1)} MB`;
  return bytes < 1024 * MB ? `${Math.round(bytes / MB)} MB` : `${(bytes / 1024 / MB).toFixed(1)} GB`;
}
