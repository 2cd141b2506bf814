/** The inbox's filters: between what a person chose, the address bar and the query of `GET /cases`. */

export interface Filters {
  status: string | "";
  category: string;
  source: string;
  q: string;
  /** Why it is urgent: a clock ran out, one ends today, a unit waits for a decision. */
  queue: "" | "overdue" | "due_today" | "requests";
  mine: boolean;
}

export const NO_FILTERS: Filters = { status: "", category: "", source: "", q: "", queue: "", mine: false };

type Query = Record<string, string>;

const QUEUES = ["overdue", "due_today", "requests"];
/** What somebody still has to do something about. */
const OPEN = "reported,accepted,assigned,rectifying,rectified,returned,verified,suspended";
const ENDED = ["closed", "rejected", "merged"];

/** Only what is set, in the names of the wire; the same pairs serve the address bar. */
export function toQuery(filters: Filters): Query {
  const query: Query = {};
  if (filters.status) query.status = filters.status;
  if (filters.category) query.category = filters.category;
  if (filters.source) query.source = filters.source;
  if (filters.q.trim()) query.q = filters.q.trim();
  if (filters.queue) query.queue = filters.queue;
  if (filters.mine) query.mine = "1";
  return query;
}

/** Reads filters back from an address; unknown or repeated parameters are ignored. */
export function fromQuery(query: Record<string, unknown>): Filters {
  const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
  const queue = text("overdue") === "1" ? "overdue" : text("queue");
  return {
    status: text("status") as Filters["status"],
    category: text("category"),
    source: text("source"),
    q: text("q"),
    queue: (QUEUES.includes(queue) ? queue : "") as Filters["queue"],
    mine: text("mine") === "1",
  };
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(toQuery(filters)).length > 0;
}

/** Whether the list answers "what first?": not when looking something up or among what has ended. */
export function byUrgency(filters: Filters): boolean {
  return !filters.q.trim() && !ENDED.includes(filters.status);
}

/** The question to the server. Who works through a list sees what is open, the most urgent first. */
export function listQuery(filters: Filters, works: boolean): Query {
  const query = toQuery(filters);
  if (!works || !byUrgency(filters)) return query;
  return { ...query, status: query.status ?? OPEN, order: "urgency" };
}
