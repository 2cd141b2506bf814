/** Signed notes and checkpoints in the formats of C2SP: the reading half of inspect_app/audit/notes.py. */
import { base64, hex, sha256 } from "@/evidence/hash";
import { verifyEd25519 } from "./ed25519";
import { same } from "./proofs";

const ED25519 = 1;
const DASH = "\u2014 ";
const MAX_NOTE = 64 * 1024;
const MAX_SIGNATURES = 16;
const CONTROL = /[\x00-\x09\x0b-\x1f]/;

/** The text is not a signed note, or a known key did not sign it. */
export class NoteError extends Error {}

export interface VerifierKey {
  vkey: string;
  name: string;
  keyId: Uint8Array;
  publicKey: Uint8Array;
}
export interface Note {
  text: string;
  signatures: { name: string; keyId: Uint8Array; signature: Uint8Array }[];
}
export interface Checkpoint {
  origin: string;
  size: number;
  /** Base64, as it stands in the note. */
  root: string;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Strict base64 in its one canonical spelling. */
export function fromBase64(text: string): Uint8Array {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    if (base64(bytes) === text) return bytes;
  } catch {
    // not base64 at all
  }
  throw new NoteError("not canonical base64");
}

function checkName(name: string): string {
  if (!name || /[+\s]/u.test(name)) throw new NoteError("a key name has no spaces and no plus sign");
  return name;
}

export async function parseVkey(text: string): Promise<VerifierKey> {
  const vkey = text.trim();
  const [name = "", id, ...rest] = vkey.split("+");
  const raw = fromBase64(rest.join("+"));
  if (raw.length !== 33 || raw[0] !== ED25519) throw new NoteError("not an Ed25519 key");
  const material = new Uint8Array([...utf8(`${checkName(name)}\n`), ...raw]);
  const keyId = (await sha256(material.buffer)).slice(0, 4);
  if (hex(keyId) !== id) throw new NoteError("the key id does not fit the key");
  return { vkey, name, keyId, publicKey: raw.slice(1) };
}

function checkText(text: string): string {
  if (!text.endsWith("\n") || CONTROL.test(text)) throw new NoteError("a note's text ends with a line break");
  return text;
}

function parseLine(line: string): Note["signatures"][number] {
  if (!line.startsWith(DASH) || CONTROL.test(line)) throw new NoteError("not a signature line");
  const [name = "", blob = "", ...more] = line.slice(DASH.length).split(" ");
  const raw = fromBase64(blob);
  if (raw.length < 5 || more.length) throw new NoteError("not a signature");
  return { name: checkName(name), keyId: raw.slice(0, 4), signature: raw.slice(4) };
}

/** Splits at the last blank line and reads the signature lines. */
export function parseNote(encoded: string): Note {
  const split = encoded.lastIndexOf("\n\n");
  if (encoded.length > MAX_NOTE || split < 0 || !encoded.endsWith("\n")) throw new NoteError("not a note");
  const lines = encoded.slice(split + 2).split("\n").slice(0, -1);
  if (!lines.length || lines.length > MAX_SIGNATURES) throw new NoteError("too few or too many signatures");
  return { text: checkText(encoded.slice(0, split + 1)), signatures: lines.map(parseLine) };
}

/** The known keys that signed; unknown lines are passed over. NoteError when a known key's signature is bad. */
export async function signers(note: Note, known: VerifierKey[]): Promise<VerifierKey[]> {
  const found: VerifierKey[] = [];
  for (const line of note.signatures) {
    const key = known.find((one) => one.name === line.name && same(one.keyId, line.keyId));
    if (!key) continue;
    if (!(await verifyEd25519(key.publicKey, utf8(note.text), line.signature))) throw new NoteError(`the signature of ${key.name} does not fit`);
    if (!found.includes(key)) found.push(key);
  }
  return found;
}

export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  const [origin, size, root] = lines;
  if (lines.length < 4 || lines.pop() !== "" || lines.includes("")) throw new NoteError("not a checkpoint");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size!) || !Number.isSafeInteger(Number(size))) throw new NoteError("not a size");
  if (fromBase64(root!).length !== 32) throw new NoteError("a root has 32 bytes");
  return { origin: origin!, size: Number(size), root: root! };
}
