/** Canonical JSON, the twin of inspect_app/audit/canonical.py: sorted keys, no spaces, whole numbers only. */

export type Canonical = string | number | boolean | null | Canonical[] | { [key: string]: Canonical };

/** Keys are ASCII here, so the order of code units is the order of code points. Throws for a number that is not whole. */
export function canonicalText(value: Canonical): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalText(value[key]!)}`);
    return `{${parts.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError(`no canonical form for ${value}`);
  return JSON.stringify(value);
}

export function canonical(value: Canonical): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalText(value));
}
