/** The draw in the browser is that of the server: the worked example of docs/draws.md comes out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { comesOut, drawFrom } from "@/second/drawAgain";
import type { Draw } from "@/second/types";

const page = readFileSync(join(__dirname, "../../../../docs/draws.md"), "utf8").split("```\n")[1]!;
const told = new Map(page.trim().split("\n").map((line) => line.split(/\s+(.*)/) as [string, string]));
const pool = told.get("pool")!.split(" ").map(Number);
const ticket = { purpose: "verify" as const, case_id: told.get("case")!, round: 0, attempt: 1 };

test("the example on the page comes out, whatever the order of the pool", async () => {
  for (const order of [pool, [...pool].reverse()]) {
    const again = await drawFrom(ticket, told.get("leaf")!, order);
    expect(again).toEqual({ seed: told.get("seed"), person: Number(told.get("drawn")) });
  }
});

test("nobody is drawn from an empty pool, and another leaf draws with another seed", async () => {
  expect((await drawFrom(ticket, "00", [])).person).toBeNull();
  expect((await drawFrom(ticket, "00", pool)).seed).not.toBe(told.get("seed"));
});

test("a draw whose person was changed does not come out, nor one without its entry", async () => {
  const body = '{"kind":"rectification_submitted"}';
  const leaf = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`\0${body}`));
  const hex = [...new Uint8Array(leaf)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const { seed, person } = await drawFrom(ticket, hex, pool);
  const draw = { ...ticket, seed, pool: pool.map((id) => ({ id, name: "" })), person: { id: person!, name: "" } } as Draw;
  const other = pool.find((id) => id !== person)!;

  expect(await comesOut(draw, body)).toBe(true);
  expect(await comesOut({ ...draw, person: { id: other, name: "" } }, body)).toBe(false);
  expect(await comesOut(draw, null)).toBe(false);
});
