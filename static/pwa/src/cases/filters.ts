/** The inbox's filters: between what a person chose, the address bar and the query of `GET /cases`. */

export interface Filters {
  status: string | "";
  category: string;
  q: string;
  overdue: boolean;
  mine: boolean;
}

export const NO_FILTERS: Filters = { status: "", category: "", q: "", overdue: false, mine: false };

type Query = Record<string, string>;

/** Only what is set, in the names of the wire; the same pairs serve the address bar. */
export function toQuery(filters: Filters): Query {
  const query: Query = {};
  if (filters.status) query.status = filters.status;
  if (filters.category) query.category = filters.category;
  if (filters.q.trim()) query.q = filters.q.trim();
  if (filters.overdue) query.overdue = "1";
  if (filters.mine) query.mine = "1";
  return query;
}

/** Reads filters back from an address; unknown or repeated parameters are ignored. */
export function fromQuery(query: Record<string, unknown>): Filters {
  const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
  return {
    status: text("status") as Filters["status"],
    category: text("category"),
    q: text("q"),
    overdue: text("overdue") === "1",
    mine: text("mine") === "1",
  };
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(toQuery(filters)).length > 0;
}
