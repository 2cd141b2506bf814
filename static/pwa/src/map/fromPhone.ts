/** The map without a network: the cases this phone keeps, each a mark of its own, and the same as rows. */
import type { CaseSummary } from "@/api/types";
import type { KeptCase } from "@/db/rows";
import { keptCases } from "@/kept/cases";
import { answersTo, type Query } from "@/kept/offlineList";
import { filterQuery, type Atlas, type MapCase, type MapFilters, type NearCase } from "./atlas";
import { distanceMetres, type Place } from "./distance";

export interface Kept<T> {
  data: T;
  /** The oldest moment (ms) at which one of the cases was true. */
  at: number;
}
type Placed = CaseSummary & { position: NonNullable<CaseSummary["position"]> };

/** Whether a place lies in a drawn area: crossings of a ray to the east, even or odd. */
export function inArea({ lat, lon }: Place, area: readonly Place[]): boolean {
  let inside = false;
  area.forEach((corner, i) => {
    const before = area.at(i - 1)!;
    if (corner.lat > lat === before.lat > lat) return;
    const crossing = corner.lon + ((lat - corner.lat) / (before.lat - corner.lat)) * (before.lon - corner.lon);
    if (lon < crossing) inside = !inside;
  });
  return inside;
}

/** The kept cases with a place that answer to the filters and lie in the box (as on the wire), null when none is kept. */
export function placed(rows: readonly KeptCase[], filters: MapFilters, now: number, bbox?: string): Kept<Placed[]> | null {
  if (!rows.length) return null;
  const { within: _drawn, reported_from: from, ...query } = filterQuery(filters, now);
  const asked: Query = bbox ? { ...query, bbox } : query;
  const found = rows.filter((row) => {
    const { position, reported_at } = row.summary;
    if (!position || !answersTo(row, asked, now)) return false;
    if (from && reported_at < from) return false;
    return !filters.area.length || inArea(position, filters.area);
  });
  return { data: found.map((row) => row.summary as Placed), at: Math.min(...rows.map((row) => row.kept)) };
}

function mark({ id, number, status, category, overdue, position }: Placed): MapCase {
  return { id, number, status, category: category.code, overdue, lat: position.lat, lon: position.lon };
}

export async function atlasFromPhone(userId: number, filters: MapFilters, bbox: string): Promise<Kept<Atlas> | null> {
  const found = placed(await keptCases(userId), filters, Date.now(), bbox);
  return found && { at: found.at, data: { level: 0, total: found.data.length, cases: found.data.map(mark), clusters: [] } };
}

export async function rowsFromPhone(userId: number, filters: MapFilters, bbox: string): Promise<Kept<CaseSummary[]> | null> {
  return placed(await keptCases(userId), filters, Date.now(), bbox);
}

/** The nearest first; the uncertainty is that of both fixes together. */
export async function nearFromPhone(userId: number, filters: MapFilters, here: Place & { accuracy_m: number }): Promise<Kept<NearCase[]> | null> {
  const found = placed(await keptCases(userId), filters, Date.now());
  const far = (one: Placed): NearCase => ({
    ...one,
    distance_m: Math.round(distanceMetres(here, one.position)),
    uncertainty_m: Math.round(here.accuracy_m + (one.position.accuracy_m ?? 0)),
  });
  return found && { at: found.at, data: found.data.map(far).sort((one, other) => one.distance_m - other.distance_m) };
}
