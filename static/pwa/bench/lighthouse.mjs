/** Lighthouse's mobile preset (slow 4G and a slow phone, simulated), the median of three runs by performance. */
import lighthouse from "lighthouse";

const RUNS = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices"];

/** Scores of 0–100 and the biggest numbers behind them, for a page of a browser that may be signed in already. */
export async function lighthouseMedian(page, url) {
  const runs = [];
  for (let n = 0; n < RUNS; n++) {
    const result = await lighthouse(url, { onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "silent" }, undefined, page);
    runs.push(read(result.lhr));
  }
  runs.sort((a, b) => a.performance - b.performance);
  return { ...runs[Math.floor(RUNS / 2)], all: runs.map((run) => run.performance) };
}

function read({ categories, audits }) {
  const score = (name) => Math.round(categories[name].score * 100);
  const failed = CATEGORIES.slice(1).flatMap((name) => categories[name].auditRefs).filter(({ id, weight }) => weight && audits[id].score === 0);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    practices: score("best-practices"),
    lcp: Math.round(audits["largest-contentful-paint"].numericValue),
    tbt: Math.round(audits["total-blocking-time"].numericValue),
    failed: failed.map(({ id }) => id),
  };
}
