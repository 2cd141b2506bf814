/** Every sentence exists in both languages, every one is used, and no page asks for one that does not exist. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SRC = join(__dirname, "../../src");
type Words = { [key: string]: string | Words };

const domains = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(SRC, entry.name)).includes("locale"))
  .map((entry) => entry.name);

function keysOf(words: Words, prefix: string): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${prefix}.${key}`, value]] : keysOf(value, `${prefix}.${key}`),
  );
}
const read = (domain: string, locale: string) =>
  new Map(keysOf(JSON.parse(readFileSync(join(SRC, domain, "locale", `${locale}.json`), "utf8")) as Words, domain));

const source = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(vue|ts)$/.test(name))
  .map((name) => readFileSync(join(SRC, name), "utf8"))
  .join("\n");

/** Keys written out in full. */
const named = new Set([...source.matchAll(/["'`]([a-z]+(?:\.[A-Za-z0-9_]+)+)["'`]/g)].map(([, key]) => key!));
/** Beginnings of keys completed at run time, like `shell.tab.${…}`; each stands for all keys below it. */
const built = [...source.matchAll(/["'`]([a-z]+\.[A-Za-z0-9_.]*)\$\{/g)].map(([, start]) => start!);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

test.each(domains)("%s says the same things in Chinese and in English", (domain) => {
  expect([...read(domain, "en").keys()].sort()).toEqual([...read(domain, "zh-CN").keys()].sort());
});

test.each(domains)("%s fills the same blanks in both languages", (domain) => {
  const english = read(domain, "en");
  const unlike = [...read(domain, "zh-CN")].filter(([key, text]) => `${placeholders(text)}` !== `${placeholders(english.get(key) ?? "")}`);
  expect(unlike.map(([key]) => key)).toEqual([]);
});

test.each(domains)("every word of %s is used somewhere", (domain) => {
  const unused = [...read(domain, "zh-CN").keys()].filter((key) => !named.has(key) && !built.some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

/** Codes that only machines meet: operator commands, witnesses, other programs, and requests the app never makes. */
const FOR_MACHINES = new Set([
  "bad_cosignature", "bad_request", "bad_upload_header", "bad_version", "method_not_allowed", "no_units", "not_a_note", "not_empty",
  "roster_faults", "tus_version", "unknown_checkpoint", "unknown_subject", "unknown_witness", "unsupported_media_type",
]);

test("every refusal of the server has a sentence", () => {
  const server = join(__dirname, "../../../../inspect_app");
  const python = readdirSync(server, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
  const raised = python.flatMap((name) => [...readFileSync(join(server, name), "utf8").matchAll(/\bProblem\(\s*"([a-z_]+)"/g)]).map(([, code]) => code!);
  const told = read("refusals", "zh-CN");
  expect(raised.length).toBeGreaterThan(50);
  expect([...new Set(raised)].filter((code) => !FOR_MACHINES.has(code) && !told.has(`refusals.${code}`))).toEqual([]);
});

test("no sentence is written into a page in one language", () => {
  const written = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".vue"))
    .flatMap((name) => readFileSync(join(SRC, name), "utf8").replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").split("\n").filter((line) => /[\u4e00-\u9fff]/.test(line)).map((line) => line.trim()));
  // The name of the language itself is the only one.
  expect(written.filter((line) => !line.includes('label: "中文"'))).toEqual([]);
});

test("no page asks for a sentence that does not exist", () => {
  const known = new Set(domains.flatMap((domain) => [...read(domain, "zh-CN").keys()]));
  const asked = [...source.matchAll(/(?:\$t|\bt|\bte)\(\s*["']([a-z]+\.[A-Za-z0-9_.]+)["']/g)].map(([, key]) => key!);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});
