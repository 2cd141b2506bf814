/** Time between the wire (UTC) and people (Asia/Shanghai): countdowns, readable stamps and form inputs. */

const ZONE = "Asia/Shanghai";
/** China keeps one offset all year since 1991, so a form input can be converted without a zone database. */
const ZONE_OFFSET = "+08:00";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type DueTone = "late" | "soon" | "calm";

/** A message key under `cases.due` with its number, so that words stay in the locale files. */
export interface Countdown {
  tone: DueTone;
  key: "lateDays" | "lateHours" | "lateMinutes" | "leftDays" | "leftHours" | "leftMinutes";
  n: number;
}

/** How long until (or since) `dueAt`, in the largest unit that still says something; "soon" is under a day. */
export function countdown(dueAt: string, now: number): Countdown {
  const left = Date.parse(dueAt) - now;
  const late = left < 0;
  const size = Math.abs(left);
  const prefix = late ? "late" : "left";
  const tone: DueTone = late ? "late" : size < DAY ? "soon" : "calm";
  if (size >= DAY) return { tone, key: `${prefix}Days`, n: Math.floor(size / DAY) };
  if (size >= HOUR) return { tone, key: `${prefix}Hours`, n: Math.floor(size / HOUR) };
  return { tone, key: `${prefix}Minutes`, n: Math.max(1, Math.floor(size / MINUTE)) };
}

/** A length of time in the largest sensible unit, for "36 hours between the two photos". */
export function spanWords(milliseconds: number): { key: "days" | "hours" | "minutes"; n: number } {
  const size = Math.abs(milliseconds);
  if (size >= 2 * DAY) return { key: "days", n: Math.round(size / DAY) };
  if (size >= HOUR) return { key: "hours", n: Math.round(size / HOUR) };
  return { key: "minutes", n: Math.max(1, Math.round(size / MINUTE)) };
}

function formatted(iso: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour12: false, ...options }).format(new Date(iso));
}

/** What names a day: with the year only when it is not the year of `now`. */
function dayParts(iso: string, now: number): Intl.DateTimeFormatOptions {
  const year = (at: string | number): number =>
    Number(new Intl.DateTimeFormat("en", { timeZone: ZONE, year: "numeric" }).format(new Date(at)));
  const options: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
  return year(iso) === year(now) ? options : { ...options, year: "numeric" };
}

/** Full local stamp to the minute. */
export function stamp(iso: string, locale: string, now: number): string {
  return formatted(iso, locale, { ...dayParts(iso, now), hour: "2-digit", minute: "2-digit" });
}

/** The local day alone, of what begins with a day. */
export function dayStamp(iso: string, locale: string, now: number): string {
  return formatted(iso, locale, dayParts(iso, now));
}

/** Local stamp with seconds, for evidence. */
export function exactStamp(iso: string, locale: string): string {
  return formatted(iso, locale, { dateStyle: "medium", timeStyle: "medium" });
}

/** UTC ISO instant → the value of a `datetime-local` input, read as Asia/Shanghai. */
export function toLocalInput(iso: string): string {
  const shifted = new Date(Date.parse(iso) + 8 * HOUR);
  return shifted.toISOString().slice(0, 16);
}

/** Value of a `datetime-local` input, meant as Asia/Shanghai → UTC ISO instant with milliseconds. */
export function fromLocalInput(value: string): string {
  return new Date(`${value}:00.000${ZONE_OFFSET}`).toISOString();
}

/** 18:00 Shanghai time `days` days after `now`, the usual end of a working day: a due date to start from. */
export function dueSuggestion(days: number, now: number): string {
  const day = toLocalInput(new Date(now + days * DAY).toISOString()).slice(0, 10);
  return `${day}T18:00`;
}
