/** Checks each step of a chain of custody in this browser: its bytes, its words, and its place in a signed checkpoint. */
import { base64, hex, sha256 } from "@/evidence/hash";
import { fromBase64, parseCheckpoint, parseNote, parseVkey, signers } from "@/witness/notes";
import { verifyInclusion } from "@/witness/proofs";
import type { Body, Step } from "./types";

export type Fault = "gone" | "bytes" | "shown" | "words" | "proof";
export type Verdict =
  | { state: "proved"; size: number }
  /** Later than the last checkpoint; everything else about it holds. */
  | { state: "waiting" }
  | { state: "failed"; fault: Fault };

export interface Signed {
  size: number;
  root: Uint8Array;
  /** Names of the published keys that signed; empty when none of them did. */
  by: string[];
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** The published checkpoint, its signature checked with the published keys. NoteError when a signature is false. */
export async function readCheckpoint(note: string, keys: string): Promise<Signed> {
  const parsed = parseNote(note);
  const known = await Promise.all(keys.split("\n").filter(Boolean).map(parseVkey));
  const { size, root } = parseCheckpoint(parsed.text);
  return { size, root: fromBase64(root), by: (await signers(parsed, known)).map((key) => key.name) };
}

/** The hash of an entry as RFC 6962 has it: SHA-256 of a zero byte and the stored bytes. */
export async function leafHash(body: string): Promise<Uint8Array> {
  return sha256(new Uint8Array([0, ...utf8(body)]).buffer);
}

/** Whether the bytes say what the page shows. */
function shownAsStored(step: Step, body: Body): boolean {
  return (
    body.kind === step.kind &&
    body.subject === step.subject &&
    body.seq === step.seq &&
    body.actor === step.actor_id &&
    body.at === Date.parse(step.at)
  );
}

/** JSON with sorted keys, so that two objects can be compared whatever their order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether the words shown are the ones committed to; words that were erased cannot be false. */
async function wordsHold(step: Step, body: Body): Promise<boolean> {
  if (!step.opening) return step.payload === null;
  const salt = Uint8Array.from(step.opening.salt.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const digest = await sha256(new Uint8Array([...salt, ...utf8(step.opening.payload)]).buffer);
  return hex(digest) === body.commit && sorted(JSON.parse(step.opening.payload)) === sorted(step.payload);
}

/** What is wrong with a step, looked at by itself. */
async function faultOf(step: Step, leaf: Uint8Array): Promise<Fault | null> {
  if (hex(leaf) !== step.leaf_hash) return "bytes";
  try {
    const body = JSON.parse(step.body!) as Body;
    if (!shownAsStored(step, body)) return "shown";
    return (await wordsHold(step, body)) ? null : "words";
  } catch {
    return "shown";
  }
}

/** Checks one step; `ask` fetches the hashes of its inclusion proof in the tree of `size`. */
export async function checkStep(
  step: Step,
  signed: Signed | null,
  ask: (index: number, size: number) => Promise<string[]>,
): Promise<Verdict> {
  if (step.body === null) return { state: "failed", fault: "gone" };
  const leaf = await leafHash(step.body);
  const fault = await faultOf(step, leaf);
  if (fault) return { state: "failed", fault };
  if (!signed || step.log_index >= signed.size) return { state: "waiting" };
  const path = (await ask(step.log_index, signed.size)).map(fromBase64);
  const holds = await verifyInclusion(step.log_index, signed.size, leaf, path, signed.root);
  return holds ? { state: "proved", size: signed.size } : { state: "failed", fault: "proof" };
}

export const rootText = (signed: Signed): string => base64(signed.root);
