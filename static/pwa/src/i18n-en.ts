/** All English words in one lazy chunk. */
import { byDomain, type Words } from "./i18n";

export const english = byDomain(
  import.meta.glob<Words>("./*/locale/en.json", { eager: true, import: "default" }),
);
