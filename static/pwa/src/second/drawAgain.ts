/** Draws once more what the log says was drawn: the twin of inspect_app/cases/draws/ticket.py, from bytes alone. */
import { canonical } from "@/evidence/canonical";
import { leafHash } from "@/review/custody/verify";
import type { Draw } from "./types";

const LABEL = new TextEncoder().encode("inspect-draw@v1\n");
const WORD = 1n << 64n;

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** Words of 64 bits from the seed, as many as asked for. */
async function* words(seed: Uint8Array): AsyncGenerator<bigint> {
  for (let counter = 0n; ; counter += 1n) {
    const eight = new Uint8Array(8);
    new DataView(eight.buffer).setBigUint64(0, counter);
    const view = new DataView((await sha256(seed, eight)).buffer);
    for (let at = 0; at < 32; at += 8) yield view.getBigUint64(at);
  }
}

/** A place below `limit`, each equally likely. */
async function placeBelow(limit: number, seed: Uint8Array): Promise<number> {
  const size = BigInt(limit);
  const fair = WORD - (WORD % size);
  for await (const word of words(seed)) if (word < fair) return Number(word % size);
  throw new Error("words never end");
}

export type Ticket = Pick<Draw, "purpose" | "case_id" | "round" | "attempt">;

/** The seed (hex) and the person drawn from the pool; null from an empty one. */
export async function drawFrom(ticket: Ticket, leaf: string, pool: number[]): Promise<{ seed: string; person: number | null }> {
  const sorted = [...new Set(pool)].sort((a, b) => a - b);
  const { purpose, case_id, round, attempt } = ticket;
  const seed = await sha256(LABEL, canonical({ attempt, case: case_id, leaf, pool: sorted, purpose, round }));
  const person = sorted.length ? sorted[await placeBelow(sorted.length, seed)]! : null;
  return { seed: hex(seed), person };
}

/** Whether a draw comes out again from the stored bytes of the entry that called for it. */
export async function comesOut(draw: Draw, causeBody: string | null | undefined): Promise<boolean> {
  if (!causeBody) return false;
  const leaf = hex(await leafHash(causeBody));
  const again = await drawFrom(draw, leaf, draw.pool.map((one) => one.id));
  return again.seed === draw.seed && again.person === (draw.person?.id ?? null);
}
