/** What may wait until somebody can use the page: a slow link and a slow phone belong to the page first. */
const AT_LATEST_MS = 3000;
/** Safari has no idle callback. */
const A_WHILE_MS = 300;

/** Lets the phone draw and answer touches between two long pieces of work. */
export const breath = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Resolves once the page has loaded and the phone has a moment to spare. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    const rest = () => {
      if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve(), { timeout: AT_LATEST_MS });
      else setTimeout(resolve, A_WHILE_MS);
    };
    if (document.readyState === "complete") rest();
    else window.addEventListener("load", rest, { once: true });
  });
}
