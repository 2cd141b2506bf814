/** What the auditor looks for: as it stands in the address of the page, and as the server is asked. */
import { fromLocalInput } from "@/cases/when";

export interface LogFilter {
  /** One box: a case's number or id, or words. */
  text: string;
  kind: string;
  /** A person's id. */
  actor: string;
  /** Days in Asia/Shanghai, YYYY-MM-DD; the last one belongs to the period. */
  from: string;
  to: string;
}

export const NOTHING: LogFilter = { text: "", kind: "", actor: "", from: "", to: "" };
const NAMES = Object.keys(NOTHING) as (keyof LogFilter)[];
const SUBJECT = /^([a-z]+:\S+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{1,8}-\d{4}-\d{6})$/i;
const DAY_MS = 86_400_000;

/** Filter ← address; what is not a single value is left out. */
export function fromRoute(query: Record<string, unknown>): LogFilter {
  const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
  // Older links and other pages name a case as `subject`.
  return { ...(Object.fromEntries(NAMES.map((name) => [name, text(name)])) as unknown as LogFilter), text: text("text") || text("subject") };
}

/** Filter → address: only what was chosen. */
export function toRoute(filter: LogFilter): Record<string, string> {
  return Object.fromEntries(NAMES.filter((name) => filter[name]).map((name) => [name, filter[name].trim()]));
}

/** Midnight in Asia/Shanghai, UTC ISO. */
const dayStart = (day: string): string => fromLocalInput(`${day}T00:00`);

/** Filter → the server's words. A pasted number or id means one case; anything else is looked for in the texts. */
export function toQuery(filter: LogFilter): Record<string, string> {
  const text = filter.text.trim();
  const asked: Record<string, string> = {
    kind: filter.kind,
    actor: filter.actor,
    from: filter.from && dayStart(filter.from),
    to: filter.to && new Date(Date.parse(dayStart(filter.to)) + DAY_MS).toISOString(),
    [SUBJECT.test(text) ? "subject" : "q"]: text,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
}
