/** Getting ready for paper: light ink, and everything unfolded; afterwards as it was. */
import "./print.css";

const root = document.documentElement;
let before: { theme: string | undefined; dark: boolean; folded: HTMLDetailsElement[] } | null = null;

window.addEventListener("beforeprint", () => {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  before = { theme: root.dataset.theme, dark: root.classList.contains("van-theme-dark"), folded };
  root.dataset.theme = "light";
  root.classList.remove("van-theme-dark");
  folded.forEach((one) => (one.open = true));
});
window.addEventListener("afterprint", () => {
  if (!before) return;
  root.dataset.theme = before.theme;
  root.classList.toggle("van-theme-dark", before.dark);
  before.folded.forEach((one) => (one.open = false));
  before = null;
});
