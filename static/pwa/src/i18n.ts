/** Words of the app: Chinese ships with the shell, English arrives when somebody asks for it. Each domain keeps its own. */
import { createI18n } from "vue-i18n";

export type Locale = "zh-CN" | "en";
export interface Words {
  [key: string]: string | Words;
}

/** Turns {"./cases/locale/zh-CN.json": {...}} into {cases: {...}}. */
export function byDomain(files: Record<string, Words>): Words {
  return Object.fromEntries(Object.entries(files).map(([path, words]) => [path.split("/").at(-3) ?? path, words]));
}

// What every first page may say. Each other domain brings its own words with its chunk (words.ts in each).
const chinese = byDomain(
  import.meta.glob<Words>("./{api,evidence,reports,session,shell,witness}/locale/zh-CN.json", { eager: true, import: "default" }),
);

export const i18n = createI18n<false>({
  legacy: false,
  locale: "zh-CN",
  fallbackLocale: "zh-CN",
  messages: { "zh-CN": chinese },
  missingWarn: false,
  fallbackWarn: false,
});

export async function setLocale(locale: Locale): Promise<void> {
  if (locale === "en" && !i18n.global.availableLocales.includes("en")) {
    i18n.global.setLocaleMessage("en", (await import("./i18n-en")).english);
  }
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
  localStorage.setItem("locale", locale);
}

export function storedLocale(): Locale {
  return localStorage.getItem("locale") === "en" ? "en" : "zh-CN";
}

/** The label of a server term in the language now shown. */
export function labelOf(label: { zh: string; en: string } | null | undefined): string {
  if (!label) return "";
  return i18n.global.locale.value === "en" ? label.en || label.zh : label.zh;
}
