/** WGS-84 to the coordinates of Chinese map makers and back: GCJ-02 (AMap, Tencent, Apple in China) and BD-09 (Baidu). */
import type { Place } from "./distance";

export type Datum = "wgs84" | "gcj02" | "bd09";

/** Krasovsky 1940, on which GCJ-02 is defined. */
const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
const BD_LAT = 0.006;
const BD_LON = 0.0065;
const BD_TURN = (Math.PI * 3000) / 180;
const CLOSE_ENOUGH_DEG = 1e-9;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const wave = (value: number, ...terms: [number, number][]): number =>
  terms.reduce((sum, [high, long]) => sum + high * Math.sin((value * Math.PI) / long), 0) * (20 / 3);

/** The rectangle in which GCJ-02 is defined; outside it every datum here is WGS-84. */
export function inChina({ lat, lon }: Place): boolean {
  return lat >= 0.8293 && lat <= 55.8271 && lon >= 72.004 && lon <= 137.8347;
}

/** How far GCJ-02 moves a place, in degrees; the published series around 105° E, 35° N. */
function shift({ lat, lon }: Place): Place {
  const x = lon - 105;
  const y = lat - 35;
  const ripple: [number, number][] = [
    [2, 1 / 6],
    [2, 1 / 2],
  ];
  const northM =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) +
    wave(x, ...ripple) + wave(y, [2, 1], [4, 3], [16, 12], [32, 30]);
  const eastM =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) +
    wave(x, ...ripple, [2, 1], [4, 3], [15, 12], [30, 30]);
  const flattening = 1 - ECCENTRICITY_SQUARED * Math.sin(radians(lat)) ** 2;
  const northDegreeM = radians((SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / flattening ** 1.5);
  const eastDegreeM = radians((SEMI_MAJOR_M * Math.cos(radians(lat))) / Math.sqrt(flattening));
  return { lat: northM / northDegreeM, lon: eastM / eastDegreeM };
}

export function toGcj02(place: Place): Place {
  if (!inChina(place)) return { lat: place.lat, lon: place.lon };
  const moved = shift(place);
  return { lat: place.lat + moved.lat, lon: place.lon + moved.lon };
}

/** The WGS-84 place that `toGcj02` would move here: found by trying, good to less than a millimetre. */
export function fromGcj02(place: Place): Place {
  if (!inChina(place)) return { lat: place.lat, lon: place.lon };
  let guess = { lat: place.lat, lon: place.lon };
  for (let turn = 0; turn < 12; turn += 1) {
    const moved = shift(guess);
    const next = { lat: place.lat - moved.lat, lon: place.lon - moved.lon };
    const step = Math.max(Math.abs(next.lat - guess.lat), Math.abs(next.lon - guess.lon));
    guess = next;
    if (step < CLOSE_ENOUGH_DEG) break;
  }
  return guess;
}

/** Baidu turns and stretches GCJ-02 once more. */
export function toBd09(place: Place): Place {
  if (!inChina(place)) return { lat: place.lat, lon: place.lon };
  const { lat, lon } = toGcj02(place);
  const far = Math.hypot(lon, lat) + 0.00002 * Math.sin(lat * BD_TURN);
  const angle = Math.atan2(lat, lon) + 0.000003 * Math.cos(lon * BD_TURN);
  return { lat: far * Math.sin(angle) + BD_LAT, lon: far * Math.cos(angle) + BD_LON };
}

const INTO: Record<Datum, (place: Place) => Place> = {
  wgs84: ({ lat, lon }) => ({ lat, lon }),
  gcj02: toGcj02,
  bd09: toBd09,
};

/** A WGS-84 place in the numbers of another datum. */
export const inDatum = (place: Place, datum: Datum): Place => INTO[datum](place);
