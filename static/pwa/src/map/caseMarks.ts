/** Cases as marks on the map: one disc for one case, a larger one with a number for many, a ring for the chosen one. */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import { Circle, Fill, Stroke, Style, Text } from "ol/style";
import type { CaseSummary } from "@/api/types";
import { isTerminal, statusLook } from "@/cases/status";
import { accuracyRing, toMap, type Ink } from "./canvas";
import { clusterPoints, type Cluster } from "./cluster";

const CELL_PIXELS = 54;

/** Lateness outranks the status: what burns should be seen first. The "!" says it without colour. */
function toneOf(items: readonly CaseSummary[], ink: Ink): string {
  if (items.some((one) => one.overdue)) return ink.bad;
  if (items.every((one) => isTerminal(one.status))) return ink.ok;
  return items.length === 1 && statusLook(items[0]!.status).tone === "warn" ? ink.warn : ink.primary;
}

function labelOf(items: readonly CaseSummary[]): string {
  if (items.length > 1) return String(items.length);
  if (items[0]!.overdue) return "!";
  return isTerminal(items[0]!.status) ? "✓" : "";
}

function markStyle(items: readonly CaseSummary[], ink: Ink): Style {
  const radius = items.length > 1 ? Math.min(26, 15 + Math.log2(items.length) * 2) : 11;
  return new Style({
    image: new Circle({
      radius,
      fill: new Fill({ color: toneOf(items, ink) }),
      stroke: new Stroke({ color: ink.surface, width: 3 }),
    }),
    text: new Text({
      text: labelOf(items),
      font: "700 15px system-ui, sans-serif",
      fill: new Fill({ color: ink.surface }),
      offsetY: 1,
    }),
  });
}

/** One feature for each cluster at this resolution (map units per pixel); it carries its cases as `items`. */
export function caseMarks(cases: readonly CaseSummary[], resolution: number, ink: Ink): Feature[] {
  const points = cases.flatMap((item) => {
    if (!item.position) return [];
    const [x, y] = toMap(item.position) as [number, number];
    return [{ x, y, item }];
  });
  return clusterPoints(points, CELL_PIXELS * resolution).map((cluster: Cluster<CaseSummary>) => {
    const feature = new Feature({ geometry: new Point([cluster.x, cluster.y]), items: cluster.items });
    feature.setStyle(markStyle(cluster.items, ink));
    return feature;
  });
}

/** The circle the chosen case's position may lie in; none without a stated accuracy. */
export function ringOf(item: CaseSummary, ink: Ink): Feature[] {
  if (!item.position?.accuracy_m) return [];
  const ring = new Feature(accuracyRing(item.position, item.position.accuracy_m));
  ring.setStyle(
    new Style({
      fill: new Fill({ color: `${ink.primary}22` }),
      stroke: new Stroke({ color: ink.primary, width: 2, lineDash: [6, 5] }),
    }),
  );
  return [ring];
}
