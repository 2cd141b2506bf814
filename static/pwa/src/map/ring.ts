/** Circles of true metres on the ground, as corners in WGS-84 degrees. */
import type { Place } from "./distance";

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres in a degree around a latitude: the WGS-84 series that inspect_app/places/metric.py uses, good to a metre. */
function degreeMetres(lat: number): { lat: number; lon: number } {
  const phi = radians(lat);
  return {
    lat: 111_132.954 - 559.822 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
    lon: Math.max(1, 111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi)),
  };
}

/** A closed ring around a place, within a decimetre of the geodesic circle up to some kilometres. */
export function ringAround(place: Place, metres: number, corners = 72): Place[] {
  const ring: Place[] = [];
  for (let n = 0; n < corners; n += 1) {
    const bearing = (n / corners) * 2 * Math.PI;
    const north = (metres * Math.cos(bearing)) / degreeMetres(place.lat).lat;
    // The length of a degree of longitude half-way there, not at the centre.
    const east = (metres * Math.sin(bearing)) / degreeMetres(place.lat + north / 2).lon;
    ring.push({ lat: place.lat + north, lon: place.lon + east });
  }
  return [...ring, ring[0]!];
}
