/** What may wait does wait, and does come. */
import { afterEach, expect, test, vi } from "vitest";
import { quiet } from "@/shell/quiet";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("before the page has loaded nothing is quiet; afterwards it is", async () => {
  vi.stubGlobal("requestIdleCallback", (work: () => void) => work());
  vi.spyOn(document, "readyState", "get").mockReturnValue("interactive");
  let came = false;
  const waiting = quiet().then(() => (came = true));
  await new Promise((done) => setTimeout(done, 20));
  expect(came).toBe(false);
  window.dispatchEvent(new Event("load"));
  await waiting;
  expect(came).toBe(true);
});

test("a browser without an idle callback gets there too", async () => {
  vi.stubGlobal("requestIdleCallback", undefined);
  vi.spyOn(document, "readyState", "get").mockReturnValue("complete");
  await quiet();
});
