/** A small log by the recursive definitions of RFC 6962, with keys of its own; a test may rewrite its past. */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { networkProblem } from "@/api/problem";
import { base64, hex, sha256 } from "@/evidence/hash";
import type { LogServer } from "@/witness/server";

const bytes = (...parts: (Uint8Array | number[])[]) => new Uint8Array(parts.flatMap((part) => [...part]));
const hashed = (...parts: (Uint8Array | number[])[]) => sha256(bytes(...parts).buffer);
const utf8 = (text: string) => new TextEncoder().encode(text);
const split = (count: number) => 2 ** Math.floor(Math.log2(count - 1));

export interface Key {
  vkey: string;
  id: Uint8Array;
  secret: KeyObject;
}

export async function makeKey(name = "city/log"): Promise<Key> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = bytes([1], new Uint8Array(publicKey.export({ type: "spki", format: "der" })).slice(-32));
  const id = (await hashed(utf8(`${name}\n`), raw)).slice(0, 4);
  return { vkey: `${name}+${hex(id)}+${base64(raw)}`, id, secret: privateKey };
}

export class FakeLog implements LogServer {
  entries: string[] = [];
  origin = "city/log";
  keysKnown: Key[] = [];
  signing: Key[] = [];
  began = new Map<string, string>();
  /** Set to show this note whatever the log is. */
  instead: string | null | undefined = undefined;
  offline = false;

  static async of(count: number): Promise<FakeLog> {
    const log = new FakeLog();
    const key = await makeKey();
    log.keysKnown = [key];
    log.signing = [key];
    log.grow(count);
    return log;
  }

  grow(count: number): void {
    for (let i = 0; i < count; i++) this.entries.push(`entry ${this.entries.length}`);
  }

  /** The next checkpoint is signed by the old and the new key, those after it by the new one alone. */
  async rotate(alone = false): Promise<void> {
    const key = await makeKey();
    this.keysKnown.push(key);
    this.entries.push("log_key_rotated");
    this.signing = alone ? [key] : [key, ...this.signing];
    this.began.set(hex(key.id), await this.note(this.entries.length));
    this.signing = [key];
  }

  leaf(index: number): Promise<Uint8Array> {
    return hashed([0], utf8(this.entries[index]!));
  }

  async root(start: number, end: number): Promise<Uint8Array> {
    if (end - start === 1) return this.leaf(start);
    const middle = start + split(end - start);
    return hashed([1], await this.root(start, middle), await this.root(middle, end));
  }

  private async path(m: number, start: number, end: number): Promise<Uint8Array[]> {
    if (end - start === 1) return [];
    const k = split(end - start);
    return m < k
      ? [...(await this.path(m, start, start + k)), await this.root(start + k, end)]
      : [...(await this.path(m - k, start + k, end)), await this.root(start, start + k)];
  }

  private async subproof(m: number, start: number, end: number, whole: boolean): Promise<Uint8Array[]> {
    if (m === end - start) return whole ? [] : [await this.root(start, end)];
    const k = split(end - start);
    return m <= k
      ? [...(await this.subproof(m, start, start + k, whole)), await this.root(start + k, end)]
      : [...(await this.subproof(m - k, start + k, end, false)), await this.root(start, start + k)];
  }

  async note(size: number): Promise<string> {
    const text = `${this.origin}\n${size}\n${base64(await this.root(0, size))}\n`;
    const lines = this.signing.map((key) => `\u2014 ${key.vkey.split("+")[0]} ${base64(bytes(key.id, new Uint8Array(sign(null, utf8(text), key.secret))))}\n`);
    return `${text}\n${lines.join("")}`;
  }

  private enter(): void {
    if (this.offline) throw networkProblem();
  }

  async checkpoint(): Promise<string | null> {
    this.enter();
    if (this.instead !== undefined) return this.instead;
    return this.entries.length ? this.note(this.entries.length) : null;
  }

  async keys(): Promise<string[]> {
    this.enter();
    return this.keysKnown.map((key) => key.vkey);
  }

  async firstCheckpoint(keyId: string): Promise<string | null> {
    this.enter();
    return this.began.get(keyId) ?? null;
  }

  async inclusion(index: number, size: number): Promise<Uint8Array[] | null> {
    this.enter();
    return index < size && size <= this.entries.length ? this.path(index, 0, size) : null;
  }

  async consistency(from: number, to: number): Promise<Uint8Array[] | null> {
    this.enter();
    return from <= to && to <= this.entries.length ? this.subproof(from, 0, to, true) : null;
  }
}
