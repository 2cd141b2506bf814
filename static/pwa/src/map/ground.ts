/**
 * What a map is drawn on. Places are WGS-84 everywhere; only here, on the way to and from the screen, do they become the
 * coordinates of the base map. Tiles in GCJ-02 so need no reprojection: everything drawn over them is moved instead.
 */
import GeoJSON from "ol/format/GeoJSON";
import Polygon from "ol/geom/Polygon";
import { fromLonLat, toLonLat } from "ol/proj";
import type { Coordinate } from "ol/coordinate";
import type Feature from "ol/Feature";
import { fromGcj02, toGcj02 } from "./datums";
import type { Place } from "./distance";
import { ringAround } from "./ring";

export type GroundDatum = "wgs84" | "gcj02";

export interface Ground {
  datum: GroundDatum;
  toMap: (place: Place) => Coordinate;
  fromMap: (coordinate: Coordinate) => Place;
}

const plain = (place: Place): Place => place;
const MOVES = { wgs84: { there: plain, back: plain }, gcj02: { there: toGcj02, back: fromGcj02 } };

export function groundOf(datum: GroundDatum): Ground {
  const { there, back } = MOVES[datum];
  return {
    datum,
    toMap: (place) => {
      const shown = there(place);
      return fromLonLat([shown.lon, shown.lat]);
    },
    fromMap: (coordinate) => {
      const [lon, lat] = toLonLat(coordinate) as [number, number];
      const place = back({ lat, lon });
      return { lat: place.lat, lon: place.lon };
    },
  };
}

/** The circle of true metres around a place, on this ground. */
export function circleOn(ground: Ground, place: Place, metres: number): Polygon {
  return new Polygon([ringAround(place, metres).map((corner) => ground.toMap(corner))]);
}

/** GeoJSON in WGS-84 as features on this ground; equal corners stay equal, so that neighbours go on sharing borders. */
export function featuresOn(ground: Ground, collection: object): Feature[] {
  const features = new GeoJSON().readFeatures(collection) as Feature[];
  for (const feature of features) {
    feature.getGeometry()?.applyTransform((flat: number[], output?: number[], stride = 2) => {
      const moved = output ?? flat;
      for (let n = 0; n < flat.length; n += stride) {
        const [x, y] = ground.toMap({ lon: flat[n]!, lat: flat[n + 1]! }) as [number, number];
        moved[n] = x;
        moved[n + 1] = y;
      }
      return moved;
    });
  }
  return features;
}

/** West, south, east, north in WGS-84 degrees of an extent of the map. */
export function boundsOf(ground: Ground, extent: readonly number[]): [number, number, number, number] {
  const southWest = ground.fromMap([extent[0]!, extent[1]!]);
  const northEast = ground.fromMap([extent[2]!, extent[3]!]);
  return [
    Math.max(-180, southWest.lon),
    Math.max(-90, southWest.lat),
    Math.min(180, northEast.lon),
    Math.min(90, northEast.lat),
  ];
}
