/** Notices under the day they came on, in the city's time. */
import { i18n } from "@/i18n";
import type { Schemas } from "@/api/typed";

export type Notice = Schemas["NoticeOut"];
export interface Day {
  key: string;
  label: string;
  items: Notice[];
}

const ZONE = "Asia/Shanghai";
const keyOf = (at: Date): string => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(at);

function labelOf(key: string, at: Date, now: Date, words: { today: string; yesterday: string }): string {
  if (key === keyOf(now)) return words.today;
  if (key === keyOf(new Date(now.getTime() - 86_400_000))) return words.yesterday;
  return new Intl.DateTimeFormat(i18n.global.locale.value, { timeZone: ZONE, month: "long", day: "numeric", weekday: "long" }).format(at);
}

/** The list is the newest first and stays so within each day. */
export function byDay(items: Notice[], now: Date, words: { today: string; yesterday: string }): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const at = new Date(item.at);
    const key = keyOf(at);
    if (days.at(-1)?.key !== key) days.push({ key, label: labelOf(key, at, now, words), items: [] });
    days.at(-1)!.items.push(item);
  }
  return days;
}

export const timeOf = (at: string): string =>
  new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
