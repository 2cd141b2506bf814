import { expect, test } from "vitest";
import { boxText, filterCount, filterQuery, nearWords, NO_FILTERS } from "@/map/atlas";
import { baseOf, type BaseMap } from "@/map/baseMaps";
import { clusterPoints, joinClose } from "@/map/cluster";
import { fromGcj02, inChina, inDatum, toBd09, toGcj02 } from "@/map/datums";
import { coordinatesOf, directionsTo, phoneOf } from "@/map/directions";
import { distanceMetres, distanceText } from "@/map/distance";
import { boundsOf, circleOn, featuresOn, groundOf } from "@/map/ground";
import { ringAround } from "@/map/ring";
import { outlineOf, shapeOf, SHAPES, signOf } from "@/map/shapes";

const LUOYANG = { lat: 34.6516, lon: 112.3931 };
const PARIS = { lat: 48.8566, lon: 2.3522 };

/** A small generator with a fixed seed, so that a failing place can be found again. */
function places(count: number): { lat: number; lon: number }[] {
  let state = 20261122;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, () => ({ lat: 4 + next() * 49, lon: 74 + next() * 60 }));
}

test("distances agree with the geodesic to half a percent", () => {
  // geopy 2.4 geodesic((34.65, 112.39), (34.66, 112.40)) = 1439.1 m
  expect(distanceMetres({ lat: 34.65, lon: 112.39 }, { lat: 34.66, lon: 112.4 })).toBeGreaterThan(1432);
  expect(distanceMetres({ lat: 34.65, lon: 112.39 }, { lat: 34.66, lon: 112.4 })).toBeLessThan(1446);
  expect(distanceMetres({ lat: 1, lon: 2 }, { lat: 1, lon: 2 })).toBe(0);
});

test("distances across the date line are short", () => {
  expect(distanceMetres({ lat: 0, lon: 179.9995 }, { lat: 0, lon: -179.9995 })).toBeCloseTo(111.2, 0);
});

test("distances are said in the unit people use", () => {
  expect([0.2, 12.6, 999, 1500, 123_456].map(distanceText)).toEqual(["< 1 m", "13 m", "999 m", "1.5 km", "123 km"]);
});

const point = (x: number, y: number) => ({ x, y, item: `${x},${y}` });

test("points of one cell become one cluster at their mean; no point is lost", () => {
  const clusters = clusterPoints([point(1, 1), point(3, 5), point(11, 1), point(-1, 1)], 10);
  expect(clusters).toHaveLength(3);
  expect(clusters[0]).toEqual({ x: 2, y: 3, items: ["1,1", "3,5"] });
  expect(clusters.flatMap((one) => one.items)).toHaveLength(4);
});

test("marks that would cover each other are joined into the heavier one; nothing is lost", () => {
  const spot = (x: number, weight: number) => ({ x, y: 0, weight });
  const add = (one: { x: number; y: number; weight: number }, other: { weight: number }) => ({ ...one, weight: one.weight + other.weight });
  const joined = joinClose([spot(0, 1), spot(30, 5), spot(100, 2), spot(120, 2)], 46, add);
  expect(joined).toEqual([{ x: 30, y: 0, weight: 6 }, { x: 100, y: 0, weight: 4 }]);
});

test("GCJ-02 and BD-09 agree with prcoords, which the server uses", () => {
  const known = [
    // place, GCJ-02 and BD-09 by prcoords 1.0.2
    [34.6516, 112.3931, 34.65065826, 112.39942317, 34.65647503, 112.40595874],
    [35.090378, 112.590047, 35.0895352, 112.59598471, 35.09543417, 112.60252711],
    [39.867, 118.175, 39.86834555, 118.18132401, 39.87455003, 118.18777606],
    [23.177917, 113.394317, 23.17544049, 113.39984463, 23.18178357, 113.40628928],
  ] as const;
  for (const [lat, lon, gcjLat, gcjLon, bdLat, bdLon] of known) {
    const gcj = toGcj02({ lat, lon });
    const bd = toBd09({ lat, lon });
    expect(gcj.lat).toBeCloseTo(gcjLat, 7);
    expect(gcj.lon).toBeCloseTo(gcjLon, 7);
    expect(bd.lat).toBeCloseTo(bdLat, 7);
    expect(bd.lon).toBeCloseTo(bdLon, 7);
  }
});

test("a place shown on GCJ-02 tiles and picked there again is the same place to half a metre", () => {
  const gcj = groundOf("gcj02");
  for (const place of places(5000)) {
    const picked = gcj.fromMap(gcj.toMap(place));
    expect(distanceMetres(place, picked)).toBeLessThan(0.5);
    expect(distanceMetres(fromGcj02(toGcj02(place)), place)).toBeLessThan(0.01);
  }
});

test("outside China nothing is moved", () => {
  expect(inChina(PARIS)).toBe(false);
  for (const datum of ["wgs84", "gcj02", "bd09"] as const) expect(inDatum(PARIS, datum)).toEqual(PARIS);
  expect(groundOf("gcj02").toMap(PARIS)).toEqual(groundOf("wgs84").toMap(PARIS));
});

test("over GCJ-02 tiles a place is drawn where those tiles have it: some 590 m off", () => {
  const shown = groundOf("wgs84").fromMap(groundOf("gcj02").toMap(LUOYANG));
  expect(distanceMetres(shown, LUOYANG)).toBeGreaterThan(580);
  expect(distanceMetres(shown, LUOYANG)).toBeLessThan(595);
  expect(distanceMetres(shown, toGcj02(LUOYANG))).toBeLessThan(0.01);
});

test("polygons keep their common border on shifted ground", () => {
  const ring = (west: number) => [[west, 34], [west + 1, 34], [west + 1, 35], [west, 35], [west, 34]];
  const feature = (west: number) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring(west)] } });
  const [left, right] = featuresOn(groundOf("gcj02"), { type: "FeatureCollection", features: [feature(112), feature(113)] });
  const corners = (one: typeof left) => (one!.getGeometry() as unknown as { getCoordinates: () => number[][][] }).getCoordinates()[0]!;
  expect(corners(left)[1]).toEqual(corners(right)[0]);
  expect(corners(left)[1]).toEqual(groundOf("gcj02").toMap({ lat: 34, lon: 113 }));
});

test("a ring is true metres on the ground", () => {
  // geopy 2.4 geodesic(meters=1000).destination((34.65, 112.45), bearing)
  const known: Record<number, [number, number]> = {
    0: [34.65901435, 112.45],
    45: [34.65637386, 112.45771377],
    90: [34.64999951, 112.46090808],
    135: [34.64362564, 112.45771259],
    225: [34.64362564, 112.44228741],
  };
  const ring = ringAround({ lat: 34.65, lon: 112.45 }, 1000, 8);
  expect(ring).toHaveLength(9);
  expect(ring[8]).toEqual(ring[0]);
  for (const [bearing, [lat, lon]] of Object.entries(known)) {
    expect(distanceMetres(ring[Number(bearing) / 45]!, { lat, lon })).toBeLessThan(0.1);
  }
  expect(circleOn(groundOf("wgs84"), LUOYANG, 500).getCoordinates()[0]).toHaveLength(73);
});

test("a view is asked outward and in WGS-84 whatever it is drawn on", () => {
  expect(boxText([112.000001, 34.000009, 112.1, 34.1])).toBe("112.00000,34.00000,112.10000,34.10000");
  const gcj = groundOf("gcj02");
  const [x1, y1] = gcj.toMap({ lat: 34.6, lon: 112.4 }) as [number, number];
  const [x2, y2] = gcj.toMap({ lat: 34.7, lon: 112.5 }) as [number, number];
  const bounds = boundsOf(gcj, [x1, y1, x2, y2]);
  [112.4, 34.6, 112.5, 34.7].forEach((side, n) => expect(bounds[n]).toBeCloseTo(side, 6));
});

test("filters travel in the names of the wire, and only what is set", () => {
  const now = Date.parse("2026-06-10T09:30:00Z");
  expect(filterQuery({ ...NO_FILTERS, status: "" }, now)).toEqual({});
  expect(filterQuery(NO_FILTERS, now).status).not.toContain("closed");
  const area = [{ lat: 34.6, lon: 112.4 }, { lat: 34.7, lon: 112.4 }, { lat: 34.7, lon: 112.5 }];
  expect(filterQuery({ status: "returned", category: "bare_soil", overdue: true, period: "week", area }, now)).toEqual({
    status: "returned",
    category: "bare_soil",
    overdue: 1,
    reported_from: "2026-06-03T00:00:00.000Z",
    within: "112.400000,34.600000;112.400000,34.700000;112.500000,34.700000",
  });
  expect(filterCount(NO_FILTERS)).toBe(0);
  expect(filterCount({ ...NO_FILTERS, status: "", overdue: true, area })).toBe(2);
});

test("a distance within the accuracy of both places is no distance", () => {
  expect(nearWords({ distance_m: 20, uncertainty_m: 25 })).toBe("here");
  expect(nearWords({ distance_m: 120, uncertainty_m: 25 })).toBe("about");
  expect(nearWords({ distance_m: 1200, uncertainty_m: 25 })).toBe("away");
});

test("every stage has a shape or sign of its own, and late ones say so", () => {
  const looks = Object.values(SHAPES).map(({ points, turn, sign }) => `${points}/${turn}/${sign}`);
  expect(new Set(looks).size).toBe(looks.length);
  expect(shapeOf("rectifying").stage).toBe("work");
  expect([signOf("rectifying", true), signOf("closed", false)]).toEqual(["!", "✓"]);
  expect(outlineOf(SHAPES.new).split(" ")).toHaveLength(4);
});

test("each map app gets the place in its own datum", () => {
  const found = Object.fromEntries(
    (["ios", "android"] as const).flatMap((phone) =>
      directionsTo(LUOYANG, "裸土 YH-1", phone).map((one) => [`${phone}/${one.app}`, one.href]),
    ),
  );
  expect(found["ios/amap"]).toContain("iosamap://path?sourceApplication=inspect&dlat=34.650658&dlon=112.399423");
  expect(found["android/amap"]).toContain("amapuri://route/plan/?sourceApplication=inspect&dlat=34.650658&dlon=112.399423");
  expect(found["android/amap"]).toContain("&dev=0&");
  expect(decodeURIComponent(found["ios/baidu"]!)).toContain("baidumap://map/direction?destination=latlng:34.656475,112.405959|name:裸土 YH-1");
  expect(found["android/baidu"]).toContain("bdapp://map/direction?");
  expect(found["android/baidu"]).toContain("coord_type=bd09ll");
  expect(found["ios/tencent"]).toContain("tocoord=34.650658,112.399423");
  expect(found["ios/apple"]).toContain("maps://?daddr=34.650658,112.399423");
  expect(found["android/system"]).toBe(`geo:34.651600,112.393100?q=34.651600,112.393100(${encodeURIComponent("裸土 YH-1")})`);
  expect(directionsTo(PARIS, "x", "ios").every((one) => decodeURIComponent(one.href).includes("48.856600"))).toBe(true);
});

test("a desktop copies coordinates instead", () => {
  expect(directionsTo(LUOYANG, "x", "other")).toEqual([]);
  expect(coordinatesOf(LUOYANG)).toEqual([
    { datum: "wgs84", text: "34.651600,112.393100" },
    { datum: "gcj02", text: "34.650658,112.399423" },
    { datum: "bd09", text: "34.656475,112.405959" },
  ]);
  expect(coordinatesOf(PARIS)).toHaveLength(1);
});

test("phones are told apart", () => {
  expect(phoneOf("Mozilla/5.0 (Linux; Android 14; HarmonyOS)")).toBe("android");
  expect(phoneOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")).toBe("ios");
  expect(phoneOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15)", 5)).toBe("ios");
  expect(phoneOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15)", 0)).toBe("other");
});

test("the first base map is shown unless somebody chose", () => {
  const maps = ["a", "b"].map((id) => ({ id }) as BaseMap);
  expect([baseOf(maps, null)?.id, baseOf(maps, "b")?.id, baseOf(maps, ""), baseOf([], null)]).toEqual(["a", "b", null, null]);
});
