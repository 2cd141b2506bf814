/** Judges what the log shows against what this phone holds: a step forward, nothing new, or an alarm. No storage here. */
import { hex } from "@/evidence/hash";
import type { AlarmKind, LogReceipt, SeenLog } from "@/db/rows";
import { fromBase64, NoteError, parseCheckpoint, parseNote, parseVkey, signers, type Checkpoint, type Note, type VerifierKey } from "./notes";
import { same, verifyConsistency, verifyInclusion } from "./proofs";
import type { LogServer } from "./server";

/** More key changes than this since the last look are no ordinary life. */
const MOST_ROTATIONS = 16;

/** The log is not the one this phone has seen. */
export class LogAlarmed extends Error {
  constructor(readonly kind: AlarmKind, readonly shown: string) {
    super(kind);
  }
}

interface Read {
  encoded: string;
  note: Note;
  checkpoint: Checkpoint;
}

function read(encoded: string): Read {
  try {
    const note = parseNote(encoded);
    return { encoded, note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    throw refusal(error, encoded);
  }
}

function refusal(error: unknown, encoded: string): unknown {
  return error instanceof NoteError ? new LogAlarmed("signature", encoded) : error;
}

async function signedBy(shown: Read, keys: VerifierKey[]): Promise<VerifierKey[]> {
  return signers(shown.note, keys).catch((error: unknown) => {
    throw refusal(error, shown.encoded);
  });
}

/** The keys the log names; kinds this phone does not know are passed over. */
async function namedKeys(server: LogServer): Promise<VerifierKey[]> {
  const keys = await Promise.all((await server.keys()).map((text) => parseVkey(text).catch(() => null)));
  return keys.filter((key) => key !== null);
}

/** Trust on first use: whatever key the log names is the one it is held to from now on. */
async function meet(server: LogServer, shown: Read, now: number): Promise<SeenLog> {
  const [signer] = await signedBy(shown, await namedKeys(server));
  if (!signer) throw new LogAlarmed("signature", shown.encoded);
  return { ...shown.checkpoint, note: shown.encoded, vkey: signer.vkey, first_seen: now, last_seen: now };
}

async function proveGrowth(server: LogServer, held: SeenLog, shown: Read): Promise<void> {
  const { size, root } = shown.checkpoint;
  if (size === held.size) {
    if (root !== held.root) throw new LogAlarmed("forked", shown.encoded);
    return;
  }
  const [small, large] = size > held.size ? [held, shown.checkpoint] : [shown.checkpoint, held];
  const path = small.size === 0 ? null : await server.consistency(small.size, large.size);
  // A shorter checkpoint is only an older one while the server can still show the longer log.
  if (!path) throw new LogAlarmed(size > held.size ? "forked" : "shorter", shown.encoded);
  const proven = await verifyConsistency(small.size, large.size, fromBase64(small.root), fromBase64(large.root), path);
  if (!proven) throw new LogAlarmed("forked", shown.encoded);
}

/** One checkpoint further: signed by the trusted key, of the same log, containing all that was seen before. */
async function step(server: LogServer, held: SeenLog, shown: Read, now: number): Promise<SeenLog> {
  if (shown.checkpoint.origin !== held.origin) throw new LogAlarmed("origin", shown.encoded);
  if (!(await signedBy(shown, [await parseVkey(held.vkey)])).length) throw new LogAlarmed("signature", shown.encoded);
  await proveGrowth(server, held, shown);
  if (shown.checkpoint.size < held.size) return held;
  return { ...held, ...shown.checkpoint, note: shown.encoded, last_seen: now };
}

/** The checkpoints with which the keys since the trusted one began, oldest first, each with its new key. */
async function rotations(server: LogServer, held: SeenLog, shown: Read): Promise<{ begun: Read; key: VerifierKey }[]> {
  const trusted = await parseVkey(held.vkey);
  const known = await namedKeys(server);
  const chain: { begun: Read; key: VerifierKey }[] = [];
  let next = shown;
  while (!(await signedBy(next, [trusted])).length) {
    const [key] = await signedBy(next, known.filter((one) => !chain.some((link) => same(link.key.keyId, one.keyId))));
    const first = key && chain.length < MOST_ROTATIONS ? await server.firstCheckpoint(hex(key.keyId)) : null;
    if (!key || !first) throw new LogAlarmed("signature", shown.encoded);
    next = read(first);
    chain.unshift({ begun: next, key });
  }
  return chain;
}

/** What this phone holds after looking at the log. Throws LogAlarmed, or a Problem when there was no answer to judge by. */
export async function observe(server: LogServer, held: SeenLog | null, now: number): Promise<SeenLog | null> {
  const encoded = await server.checkpoint();
  if (encoded === null) {
    if (held) throw new LogAlarmed("shorter", "");
    return null;
  }
  const shown = read(encoded);
  if (!held) return meet(server, shown, now);
  let seen = held;
  for (const { begun, key } of await rotations(server, held, shown)) {
    seen = await step(server, seen, begun, now);
    if (!(await signedBy(begun, [key])).length) throw new LogAlarmed("signature", begun.encoded);
    seen = { ...seen, vkey: key.vkey };
  }
  return step(server, seen, shown, now);
}

/** Whether the promise of a receipt is kept in the log as this phone holds it; null while it is too young to ask. */
export async function isKept(server: LogServer, held: SeenLog, receipt: LogReceipt): Promise<boolean | null> {
  if (receipt.log_index >= held.size) return null;
  const path = await server.inclusion(receipt.log_index, held.size);
  if (!path) return false;
  const leaf = Uint8Array.from(receipt.leaf_hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return verifyInclusion(receipt.log_index, held.size, leaf, path, fromBase64(held.root));
}
