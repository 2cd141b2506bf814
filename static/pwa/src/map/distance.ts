/** Distances on the ground between two WGS-84 places, in metres. */

export interface Place {
  lat: number;
  lon: number;
}

/** IUGG mean Earth radius; the sphere is within 0.6 % of the ellipsoid, plenty for "how far apart are two shots". */
const EARTH_RADIUS_M = 6_371_008.8;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres (haversine, stable for the few metres that matter here). */
export function distanceMetres(from: Place, to: Place): number {
  const halfLat = radians(to.lat - from.lat) / 2;
  const halfLon = radians(to.lon - from.lon) / 2;
  const h = Math.sin(halfLat) ** 2 + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(halfLon) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres below one kilometre, kilometres with one decimal above; the unit symbols are the same in both languages. */
export function distanceText(metres: number): string {
  if (metres < 1) return "< 1 m";
  if (metres < 1000) return `${Math.round(metres)} m`;
  return `${(metres / 1000).toFixed(metres < 100_000 ? 1 : 0)} km`;
}
