/**
 * Addresses that open a map app at a place, each in the datum that app expects. Pure: nothing is asked of anybody until a
 * person taps one, and only app schemes are used, so that no foreign site is named.
 */
import { inChina, inDatum, type Datum } from "./datums";
import type { Place } from "./distance";

export type MapApp = "system" | "apple" | "amap" | "baidu" | "tencent";
export type Phone = "ios" | "android" | "other";

export interface Direction {
  app: MapApp;
  href: string;
  datum: Datum;
}

const DIGITS = 6;
const pair = ({ lat, lon }: Place): string => `${lat.toFixed(DIGITS)},${lon.toFixed(DIGITS)}`;

/** Tablets of Apple say they are a Mac; only they have fingers. */
export function phoneOf(agent: string, touchPoints = 0): Phone {
  if (/android|harmony/i.test(agent)) return "android";
  if (/iphone|ipad|ipod/i.test(agent)) return "ios";
  return /macintosh/i.test(agent) && touchPoints > 1 ? "ios" : "other";
}

/** `geo:` is WGS-84 by its standard (RFC 5870). */
function system(place: Place, name: string): Direction {
  const at = pair(place);
  return { app: "system", datum: "wgs84", href: `geo:${at}?q=${at}(${encodeURIComponent(name)})` };
}

/** Apple's maps of China are AMap's: GCJ-02 there, WGS-84 elsewhere. */
function apple(place: Place, name: string): Direction {
  const datum: Datum = inChina(place) ? "gcj02" : "wgs84";
  return { app: "apple", datum, href: `maps://?daddr=${pair(inDatum(place, datum))}&q=${encodeURIComponent(name)}&dirflg=d` };
}

/** `dev=0`: the coordinates are AMap's own already and must not be moved again. */
function amap(place: Place, name: string, phone: Phone): Direction {
  const { lat, lon } = inDatum(place, "gcj02");
  const root = phone === "ios" ? "iosamap://path" : "amapuri://route/plan/";
  const at = `dlat=${lat.toFixed(DIGITS)}&dlon=${lon.toFixed(DIGITS)}&dname=${encodeURIComponent(name)}`;
  return { app: "amap", datum: "gcj02", href: `${root}?sourceApplication=inspect&${at}&dev=0&t=0` };
}

function baidu(place: Place, name: string, phone: Phone): Direction {
  const root = phone === "ios" ? "baidumap://map/direction" : "bdapp://map/direction";
  const to = encodeURIComponent(`latlng:${pair(inDatum(place, "bd09"))}|name:${name}`);
  return { app: "baidu", datum: "bd09", href: `${root}?destination=${to}&coord_type=bd09ll&mode=driving&src=inspect` };
}

function tencent(place: Place, name: string): Direction {
  const to = pair(inDatum(place, "gcj02"));
  const href = `qqmap://map/routeplan?type=drive&to=${encodeURIComponent(name)}&tocoord=${to}&referer=inspect`;
  return { app: "tencent", datum: "gcj02", href };
}

/** The map apps of a phone, the likeliest first; none on a desktop, where the coordinates are copied instead. */
export function directionsTo(place: Place, name: string, phone: Phone): Direction[] {
  if (phone === "other") return [];
  const local = [amap(place, name, phone), baidu(place, name, phone), tencent(place, name)];
  return phone === "ios" ? [...local, apple(place, name)] : [...local, system(place, name)];
}

export interface Coordinates {
  datum: Datum;
  text: string;
}

/** The place in the numbers of each datum, to be copied into whatever map is at hand. */
export function coordinatesOf(place: Place): Coordinates[] {
  const every: Datum[] = inChina(place) ? ["wgs84", "gcj02", "bd09"] : ["wgs84"];
  return every.map((datum) => ({ datum, text: pair(inDatum(place, datum)) }));
}
