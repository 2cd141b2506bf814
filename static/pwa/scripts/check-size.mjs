/** Byte budgets of the built app, how many files its first page asks for, and proof that no built file names a foreign address. Fails with every breach listed. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const KB = 1024;
const BUDGET = { entry: 120 * KB, css: 12 * KB, first: 170 * KB, lazy: 180 * KB, precache: 1536 * KB };

/** What a browser fetches at once over HTTP/1.1; each further handful costs a slow link its whole latency again. */
const AT_ONCE = 6;

const files = readdirSync(DIST, { recursive: true }).filter((name) => /\.[a-z0-9]+$/i.test(name) && !/\.(gz|br)$/.test(name));
const bytes = (name) => readFileSync(join(DIST, name));
const onWire = (name) => (/\.(woff2|png)$/.test(name) ? bytes(name).length : gzipSync(bytes(name), { level: 9 }).length);
const html = bytes("index.html").toString();

/** Scripts and styles the first page asks for, with everything they import statically. */
function firstLoad() {
  const wanted = new Set();
  const add = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    if (!name.endsWith(".js")) return;
    for (const [, path] of bytes(name).toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) add(`assets/${path}`);
  };
  for (const [, name] of html.matchAll(/(?:src|href)="\/app\/(assets\/[^"]+)"/g)) add(name);
  return [...wanted];
}

/** What the worker keeps on every phone, by its own list. */
const kept = [...bytes("sw.js").toString().matchAll(/"?url"?:"([^"]+)"/g)].map(([, name]) => name).filter((name) => files.includes(name));
const first = firstLoad();
const sum = (names) => names.reduce((total, name) => total + onWire(name), 0);
const fonts = files.filter((name) => name.endsWith(".woff2"));
const measured = {
  entry: sum(first.filter((name) => name.endsWith(".js"))),
  css: sum(first.filter((name) => name.endsWith(".css"))),
  first: sum(["index.html", ...first, ...fonts]),
  lazy: Math.max(...files.filter((name) => name.endsWith(".js") && !first.includes(name)).map(onWire)),
  precache: [...new Set(kept)].reduce((total, name) => total + bytes(name).length, 0),
};

/** Addresses that are names or help texts in libraries, never requested. */
const NAMES = /^https?:\/\/(www\.w3\.org|www\.opengis\.net|vuejs\.org\/error-reference|bit\.ly\/(wb-precache|2kdckMn)|tinyurl\.com\/y2uuvskb)/;
const foreign = files
  .filter((name) => /\.(js|css|html|webmanifest|svg)$/.test(name))
  .flatMap((name) => [...bytes(name).toString().matchAll(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^\s"'`)\\]*/gi)].map(([address]) => [name, address]))
  .filter(([, address]) => /^https?:/.test(address) ? !NAMES.test(address) : /url\(|alicdn|cdn\./.test(address));

const kb = (value) => `${(value / KB).toFixed(1)} KB`;
let failed = false;
for (const [what, limit] of Object.entries(BUDGET)) {
  const over = measured[what] > limit;
  failed ||= over;
  console.log(`${over ? "TOO BIG" : "ok     "} ${what.padEnd(9)} ${kb(measured[what]).padStart(10)} of ${kb(limit)}`);
}
const many = first.length > AT_ONCE;
failed ||= many;
console.log(`${many ? "TOO MANY" : "ok      "} first files ${first.length} of ${AT_ONCE}${many ? `: ${first.join(" ")}` : ""}`);
for (const [name, address] of foreign) {
  failed = true;
  console.log(`FOREIGN ${name}: ${address}`);
}
process.exit(failed ? 1 : 0);
