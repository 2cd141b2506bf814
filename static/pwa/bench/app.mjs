/** `node bench/app.mjs URL PASSWORD`: measures a running demo city in Chromium (CHROME_PATH) and prints a table. Exit 1 below a bar. */
import { loadavg } from "node:os";
import puppeteer from "puppeteer-core";
import { lighthouseMedian } from "./lighthouse.mjs";
import { PHONE, usable, walk } from "./timing.mjs";

const [url, password] = process.argv.slice(2);
const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";
const rows = [];
/** `higher`: more is better. */
const row = (what, value, bar, unit, higher, note = "") => rows.push({ what, value, bar, unit, note, ok: higher ? value >= bar : value <= bar });
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function inBrowser(work) {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-component-update"], defaultViewport: PHONE });
  try {
    return await work(browser, (await browser.pages())[0] ?? (await browser.newPage()));
  } finally {
    await browser.close();
  }
}
async function signIn(page, name) {
  await page.goto(`${url}signin`);
  await page.waitForSelector("[data-testid=username]");
  await page.type("[data-testid=username]", name);
  await page.type("[data-testid=password]", password);
  await page.tap("[data-testid=signin]");
  await page.waitForSelector("[data-testid=new-report]", { timeout: 60_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
}
function score(name, found) {
  const all = `runs ${found.all.join(", ")}; LCP ${found.lcp} ms, TBT ${found.tbt} ms`;
  row(`${name}: Lighthouse performance`, found.performance, 90, "", true, all);
  row(`${name}: Lighthouse accessibility`, found.accessibility, 100, "", true, found.failed.join(" "));
  row(`${name}: Lighthouse best practices`, found.practices, 100, "", true, found.failed.join(" "));
}

const load = loadavg()[0].toFixed(1);
score("sign-in", await inBrowser((_, page) => lighthouseMedian(page, `${url}signin`)));
score("home, signed in", await inBrowser(async (_, page) => (await signIn(page, "inspector"), lighthouseMedian(page, url))));

const first = [];
for (let n = 0; n < 3; n++) first.push(await inBrowser((_, page) => usable(page, `${url}signin`, "[data-testid=signin]")));
row("slow 4G, 4× CPU: first visit usable", median(first), 3500, "ms", false, `runs ${first.join(", ")}`);

await inBrowser(async (browser, page) => {
  await signIn(page, "inspector");
  const again = [];
  for (let n = 0; n < 3; n++) again.push(await usable(await browser.newPage(), url, "[data-testid=new-report]"));
  row("slow 4G, 4× CPU: again from cache usable", median(again), 1000, "ms", false, `runs ${again.join(", ")}`);
});
await inBrowser(async (_, page) => {
  await signIn(page, "inspector");
  const { slowest, count } = await walk(page, url);
  row("4× CPU: slowest interaction of the walk (INP)", slowest[0]?.[1] ?? Infinity, 200, "ms", false, `${count} seen; ${slowest.map((one) => one.join(" ")).join(", ")}`);
});

console.log(`Load of the machine: ${load} before, ${loadavg()[0].toFixed(1)} after, ${process.version}`);
for (const { what, value, bar, unit, note, ok } of rows) console.log(`${ok ? "ok  " : "MISS"} ${what.padEnd(46)} ${String(value).padStart(5)} ${unit.padEnd(2)} (bar ${bar})  ${note}`);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);
