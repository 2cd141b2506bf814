/** Directions on the ground between WGS-84 places, for finding an old viewpoint again. */
import type { Place } from "@/map/distance";
import { wrapped } from "./tilt";

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Initial great-circle bearing, degrees clockwise from true north in [0, 360). */
export function bearingTo(from: Place, to: Place): number {
  const [a, b] = [radians(from.lat), radians(to.lat)];
  const turn = radians(to.lon - from.lon);
  const east = Math.sin(turn) * Math.cos(b);
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

const COMPASS_POINTS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

/** The nearest of the eight compass points. */
export function compassPoint(bearing: number): (typeof COMPASS_POINTS)[number] {
  return COMPASS_POINTS[Math.round(bearing / 45) % 8]!;
}

/** How far to turn, right positive, from where one looks to where one should. */
export function turnTo(heading: number, bearing: number): number {
  return wrapped(bearing - heading);
}
