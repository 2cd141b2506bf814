/** A box on the map around a place, in the form `GET /cases?bbox=` takes. */
import type { Place } from "@/map/distance";

const METRES_PER_DEGREE = 111_320;

/** west,south,east,north in WGS-84 degrees; at least `metres` to every side, cut at the edges of the world. */
export function boxAround({ lat, lon }: Place, metres: number): string {
  const up = metres / METRES_PER_DEGREE;
  const aside = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  const box = [
    Math.max(-180, lon - aside),
    Math.max(-90, lat - up),
    Math.min(180, lon + aside),
    Math.min(90, lat + up),
  ];
  return box.map((side) => side.toFixed(6)).join(",");
}
