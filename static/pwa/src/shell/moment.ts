/** Times as people in the city read them: Asia/Shanghai, in the language shown. */
import { i18n } from "@/i18n";

const ZONE = "Asia/Shanghai";

/** `2026-11-21T08:00:00.000Z` or milliseconds → 11月21日 16:00 (with the year when it is another one). */
export function moment(when: string | number): string {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return "";
  const sameYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(i18n.global.locale.value, {
    timeZone: ZONE, year: sameYear ? undefined : "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).format(date);
}
