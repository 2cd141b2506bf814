/** What the server says about a view of the map, and how to ask for it: pure, so that others can ask the same. */
import type { CaseSummary } from "@/api/types";
import type { Place } from "./distance";

export interface MapCase extends Place {
  id: string;
  number: string;
  status: string;
  category: string;
  overdue: boolean;
}
export interface MapCluster extends Place {
  count: number;
  open: number;
  overdue: number;
  bbox: [number, number, number, number];
}
export interface Atlas {
  level: number;
  total: number;
  cases: MapCase[];
  clusters: MapCluster[];
}
export interface NearCase extends CaseSummary {
  distance_m: number;
  uncertainty_m: number;
}

export type Period = "" | "week" | "month" | "quarter";
export interface MapFilters {
  /** "open" stands for every status that is not an end. */
  status: string;
  category: string;
  overdue: boolean;
  period: Period;
  /** Corners of an area somebody drew, WGS-84. */
  area: Place[];
}
export interface View {
  /** West, south, east, north in WGS-84 degrees. */
  bbox: [number, number, number, number];
  zoom: number;
}

export const NO_FILTERS: MapFilters = { status: "open", category: "", overdue: false, period: "", area: [] };
export const MOST_CORNERS = 64;

const OPEN = ["reported", "accepted", "assigned", "rectifying", "rectified", "returned", "verified", "suspended"];
const DAYS: Record<Exclude<Period, "">, number> = { week: 7, month: 30, quarter: 90 };
const DAY_MS = 86_400_000;
type Query = Record<string, string | number>;

/** A view to whole hundred-thousandths of a degree, outward, so that a jittering finger asks the same again. */
export function boxText(bbox: readonly number[]): string {
  const [west, south, east, north] = bbox as [number, number, number, number];
  const out = (value: number, round: (n: number) => number): string => (round(value * 1e5) / 1e5).toFixed(5);
  return [out(west, Math.floor), out(south, Math.floor), out(east, Math.ceil), out(north, Math.ceil)].join(",");
}

const areaText = (area: readonly Place[]): string =>
  area.map(({ lat, lon }) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(";");

/** The filters in the names of the wire; a period is whole days back from `now` (ms). */
export function filterQuery(filters: MapFilters, now: number): Query {
  const query: Query = {};
  if (filters.status) query.status = filters.status === "open" ? OPEN.join(",") : filters.status;
  if (filters.category) query.category = filters.category;
  if (filters.overdue) query.overdue = 1;
  if (filters.period) {
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    query.reported_from = new Date(today - DAYS[filters.period] * DAY_MS).toISOString();
  }
  if (filters.area.length) query.within = areaText(filters.area);
  return query;
}

/** How many filters narrow what one sees at first. */
export function filterCount(filters: MapFilters): number {
  return [filters.status !== NO_FILTERS.status, filters.category, filters.overdue, filters.period].filter(Boolean).length;
}

/** How sure a distance is, in the words' key: within the accuracy of both places one may be standing there. */
export function nearWords(one: Pick<NearCase, "distance_m" | "uncertainty_m">): "here" | "about" | "away" {
  if (one.distance_m <= one.uncertainty_m) return "here";
  return one.uncertainty_m > one.distance_m / 10 ? "about" : "away";
}
