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
/** Interactions with their durations, from the touch to the next frame (INP's own measure). */
function watchInteractions() {
  window.interactions = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) window.interactions.push([entry.name, entry.duration, entry.target?.className ?? ""]);
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

/** The slowest interaction of a walk as an inspector makes it, in milliseconds. */
export async function walk(page, url) {
  await slow(page, false);
  await page.evaluateOnNewDocument(watchInteractions);
  await page.goto(url);
  const touch = async (selector) => {
    const found = await page.waitForSelector(selector, { visible: true });
    await found.scrollIntoView();
    await found.tap();
    await new Promise((done) => setTimeout(done, 1200));
  };
  await touch("[data-testid=new-report]");
  await touch("[data-testid=category-bare_soil]");
  await page.type("[data-testid=note]", "裸土未覆盖 beside the road");
  await page.evaluate(() => history.back());
  for (const tab of ["a[href='/app/cases']", "a[href^='/app/cases/']"]) await touch(tab);
  await page.evaluate(() => history.back());
  await new Promise((done) => setTimeout(done, 1200));
  for (const tab of ["a[href='/app/map']", "a[href='/app/me']", "a[href='/app/']"]) await touch(tab);
  const found = await page.evaluate(() => window.interactions);
  found.sort((a, b) => b[1] - a[1]);
  return { worst: found[0] ?? null, count: found.length };
}
