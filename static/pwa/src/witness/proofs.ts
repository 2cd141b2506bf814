/** Inclusion and consistency of RFC 6962, checked from hashes alone: the twin of inspect_app/audit/proofs.py. */
import { sha256 } from "@/evidence/hash";

const HASH_SIZE = 32;
const LONGEST_PROOF = 64;

export function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

async function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const data = new Uint8Array(1 + 2 * HASH_SIZE);
  data[0] = 1;
  data.set(left, 1);
  data.set(right, 1 + HASH_SIZE);
  return sha256(data.buffer);
}

function wellFormed(...hashes: Uint8Array[]): boolean {
  return hashes.length <= LONGEST_PROOF + 2 && hashes.every((hash) => hash.length === HASH_SIZE);
}

/** Halves without bit operators, which would cut sizes beyond 2³¹. */
const half = (n: number) => Math.floor(n / 2);
const odd = (n: number) => n % 2 === 1;

/** Whether `path` proves that the entry with hash `leaf` is at `index` in the tree of `size` with `root`. */
export async function verifyInclusion(index: number, size: number, leaf: Uint8Array, path: Uint8Array[], root: Uint8Array): Promise<boolean> {
  if (index < 0 || index >= size || !wellFormed(leaf, root, ...path)) return false;
  let [position, last, value] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (odd(position) || position === last) {
      value = await nodeHash(sibling, value);
      while (position && !odd(position)) [position, last] = [half(position), half(last)];
    } else {
      value = await nodeHash(value, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && same(value, root);
}

const powerOfTwo = (n: number) => Number.isInteger(Math.log2(n));

/** Whether `path` proves that the tree of `old` entries is a prefix of the tree of `size` entries. */
export async function verifyConsistency(old: number, size: number, oldRoot: Uint8Array, newRoot: Uint8Array, path: Uint8Array[]): Promise<boolean> {
  if (old <= 0 || old > size || !wellFormed(oldRoot, newRoot, ...path)) return false;
  if (old === size) return path.length === 0 && same(oldRoot, newRoot);
  const [start, ...rest] = powerOfTwo(old) ? [oldRoot, ...path] : path;
  if (!start) return false;
  let [position, last] = [old - 1, size - 1];
  while (odd(position)) [position, last] = [half(position), half(last)];
  let [first, second] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (odd(position) || position === last) {
      [first, second] = [await nodeHash(sibling, first), await nodeHash(sibling, second)];
      while (position && !odd(position)) [position, last] = [half(position), half(last)];
    } else {
      second = await nodeHash(second, sibling);
    }
    [position, last] = [half(position), half(last)];
  }
  return last === 0 && same(first, oldRoot) && same(second, newRoot);
}
