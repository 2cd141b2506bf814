/** Light, dark or outdoor high contrast; "auto" follows the phone. */
import { ref } from "vue";

export type Theme = "auto" | "light" | "dark" | "outdoor";
const THEMES: Theme[] = ["auto", "light", "dark", "outdoor"];
const BAR = { light: "#0b5cab", dark: "#0c1622", outdoor: "#003a75" };

export const theme = ref<Theme>("auto");
const night = window.matchMedia("(prefers-color-scheme: dark)");

export function storedTheme(): Theme {
  const stored = localStorage.getItem("theme") as Theme | null;
  return stored && THEMES.includes(stored) ? stored : "auto";
}

export function applyTheme(choice: Theme): void {
  theme.value = choice;
  localStorage.setItem("theme", choice);
  const shown = choice === "auto" ? (night.matches ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = shown;
  document.documentElement.classList.toggle("van-theme-dark", shown === "dark");
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", BAR[shown]);
}

night.addEventListener("change", () => applyTheme(theme.value));
