/** Vite plugin: moves Vant's inlined icon font to a file of its own and drops its third-party address. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const SOURCES = /src:\s*url\(data:font\/woff2[^,]*,([A-Za-z0-9+/=]+)\)\s*format\("woff2"\),\s*url\([^)]*\)\s*format\("woff"\)/;

export function vantFont(base: string): Plugin {
  let building = false;
  return {
    name: "inspect-vant-font",
    enforce: "pre",
    configResolved(config) {
      building = config.command === "build";
    },
    transform(code, id) {
      const path = id.split("?")[0] ?? id;
      if (!path.endsWith(".css") || !path.includes("/vant/")) return null;
      const found = SOURCES.exec(code);
      if (!found) return null;
      const bytes = Buffer.from(found[1] ?? "", "base64");
      if (!building) return { code: code.replace(/,\s*url\(\/\/at\.alicdn[^)]*\)\s*format\("woff"\)/, ""), map: null };
      const fileName = `assets/vant-icon-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.woff2`;
      this.emitFile({ type: "asset", fileName, source: bytes });
      return { code: code.replace(SOURCES, `src:url("${base}${fileName}") format("woff2")`), map: null };
    },
  };
}
