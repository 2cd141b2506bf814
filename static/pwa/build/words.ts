/** Vite plugin: compiles sentences with placeholders while building, so that no phone downloads the message compiler. */
import { baseCompile } from "@intlify/message-compiler";
import type { Plugin } from "vite";

const LOCALE_FILE = /\/src\/[a-z]+\/locale\/[\w-]+\.json$/;
const SPECIAL = /[{}@|]/;

function compiled(value: unknown): unknown {
  if (typeof value !== "string") {
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, compiled(inner)]));
  }
  return SPECIAL.test(value) ? baseCompile(value, { jit: true, location: false }).ast : value;
}

export function compiledWords(): Plugin {
  return {
    name: "inspect-words",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      return LOCALE_FILE.test(id) ? { code: JSON.stringify(compiled(JSON.parse(code))), map: null } : null;
    },
  };
}
