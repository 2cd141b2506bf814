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

test("no page asks for a sentence that does not exist", () => {
  const known = new Set(domains.flatMap((domain) => [...read(domain, "zh-CN").keys()]));
  const asked = [...source.matchAll(/(?:\$t|\bt|\bte)\(\s*["']([a-z]+\.[A-Za-z0-9_.]+)["']/g)].map(([, key]) => key!);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});
