import { expect, test } from "vitest";
import { clusterPoints } from "@/map/cluster";
import { distanceMetres, distanceText } from "@/map/distance";

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

test("ten thousand points are grouped well within a frame or two", () => {
  const points = Array.from({ length: 10_000 }, (_, n) => point(n % 997, (n * 7) % 991));
  const clusters = clusterPoints(points, 50);
  expect(clusters.reduce((sum, one) => sum + one.items.length, 0)).toBe(10_000);
  expect(clusters.length).toBeLessThanOrEqual(20 * 20);
});
