/** When the app can be used, and how long a touch waits, on a slow link and a slow phone. */
const SLOW_4G = { offline: false, latency: 562, downloadThroughput: (1.44e6 / 8), uploadThroughput: (0.675e6 / 8) };
const SLOW_CPU = 4;
export const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Runs before the page's own scripts: notes when the element is there and drawn. */
function watchFor(selector) {
  const look = () => {
    const found = document.querySelector(selector);
    if (found?.getBoundingClientRect().height) requestAnimationFrame(() => (window.usableAt ??= performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}
/**
 * Interactions with their durations, from the touch to the next frame (INP's own measure). Headless Chromium does not always
 * present the frame of a letter: its time then runs on to whatever is drawn next, here the next page. One pixel that
 * changes with every frame gives each interaction the frame that a screen would have shown.
 */
function watchInteractions() {
  addEventListener("DOMContentLoaded", () => {
    const pixel = document.body.appendChild(document.createElement("i"));
    pixel.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;z-index:9999";
    let odd = false;
    const draw = () => {
      pixel.style.background = (odd = !odd) ? "#000" : "#fff";
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  });
  window.interactions = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.interactions.push([entry.name, entry.duration, entry.target?.closest("[data-testid], a[href]")?.outerHTML.match(/(?:data-testid|href)="([^"]+)"/)?.[1] ?? ""]);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}

async function slow(page, link) {
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_CPU });
  if (link) await session.send("Network.enable");
  if (link) await session.send("Network.emulateNetworkConditions", SLOW_4G);
}

/** Milliseconds until the element can be used. */
export async function usable(page, url, selector) {
  await slow(page, true);
  const script = await page.evaluateOnNewDocument(watchFor, selector);
  await page.goto(url, { waitUntil: "load", timeout: 120_000 });
  while (!(await page.evaluate(() => window.usableAt))) await new Promise((done) => setTimeout(done, 100));
  await page.removeScriptToEvaluateOnNewDocument(script.identifier);
  return Math.round(await page.evaluate(() => window.usableAt));
}

const pause = () => new Promise((done) => setTimeout(done, 1200));

/** The slowest interactions of a walk as an inspector makes it, in milliseconds. */
export async function walk(page, url) {
  await slow(page, false);
  await page.evaluateOnNewDocument(watchInteractions);
  await page.goto(url);
  const touch = async (selector) => {
    const found = await page.waitForSelector(selector, { visible: true });
    await found.scrollIntoView();
    await found.tap();
    await pause();
  };
  await touch("[data-testid=new-report]");
  await touch("[data-testid=category-bare_soil]");
  await page.type("[data-testid=note]", "裸土未覆盖 beside the road");
  await pause();
  await page.evaluate(() => history.back());
  for (const tab of ["a[href='/app/cases']", "a[href^='/app/cases/']"]) await touch(tab);
  await page.evaluate(() => history.back());
  await pause();
  for (const tab of ["a[href='/app/map']", "a[href='/app/me']", "a[href='/app/']"]) await touch(tab);
  const found = await page.evaluate(() => window.interactions);
  found.sort((a, b) => b[1] - a[1]);
  return { slowest: found.slice(0, 5), count: found.length };
}
