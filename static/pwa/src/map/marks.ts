/** A view's cases as marks: a numbered disc for many, with the late ones as a red part of its rim; a shape for one. */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import { Circle, Fill, Icon, RegularShape, Stroke, Style, Text } from "ol/style";
import type ImageStyle from "ol/style/Image";
import type { Atlas, MapCase, MapCluster } from "./atlas";
import type { Ink } from "./canvas";
import { clusterPoints, joinClose, type Cluster, type Spot } from "./cluster";
import type { Ground } from "./ground";
import { colourOf, shapeOf, signOf } from "./shapes";

/** Marks closer than this on screen would hide each other. */
const TOO_CLOSE_PIXELS = 46;
const SAME_SPOT_PIXELS = 24;

/** What a tapped mark stands for: a box of places, and its cases when the server named them. */
export interface Tapped {
  count: number;
  bbox: [number, number, number, number];
  cases: MapCase[];
}

const short = (count: number): string => (count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`);
const discRadius = (count: number): number => Math.min(32, 16 + Math.log10(count) * 5);

/** The rim shows how many of the cases are late; drawn once for each size and share. */
function rim(radius: number, share: number, ink: Ink): ImageStyle {
  const side = 2 * radius + 10;
  const canvas = document.createElement("canvas");
  const density = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = canvas.height = side * density;
  const pen = canvas.getContext("2d")!;
  pen.scale(density, density);
  const arc = (from: number, to: number, colour: string, width: number, at: number): void => {
    pen.beginPath();
    pen.arc(side / 2, side / 2, at, from, to);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  };
  pen.fillStyle = ink.surface;
  pen.beginPath();
  pen.arc(side / 2, side / 2, radius + 4, 0, 2 * Math.PI);
  pen.fill();
  const top = -Math.PI / 2;
  arc(0, 2 * Math.PI, ink.primary, 5, radius);
  if (share > 0) arc(top, top + Math.max(0.35, share * 2 * Math.PI), ink.bad, 7, radius);
  return new Icon({ img: canvas, width: side, height: side });
}

const looks = new Map<string, Style>();
/** Styles are few and the same from view to view; made once for each theme. */
function once(key: string, make: () => Style): Style {
  let style = looks.get(key);
  if (!style) {
    if (looks.size > 600) looks.clear();
    looks.set(key, (style = make()));
  }
  return style;
}

function manyStyle(count: number, late: number, ink: Ink): Style {
  const share = Math.round((late / count) * 12) / 12 || (late ? 1 / 24 : 0);
  const radius = Math.round(discRadius(count));
  return once(`${count}/${share}/${ink.primary}${ink.surface}`, () => {
    const font = `700 ${count < 1000 ? 16 : 15}px system-ui, sans-serif`;
    const text = new Text({ text: short(count), font, fill: new Fill({ color: ink.text }), offsetY: 1 });
    return new Style({ image: rim(radius, share, ink), text });
  });
}

function oneStyle({ status, overdue }: MapCase, ink: Ink): Style {
  return once(`${status}/${overdue}/${ink.primary}${ink.surface}`, () => {
    const { points, turn } = shapeOf(status);
    const fill = new Fill({ color: colourOf(status, overdue, ink) });
    const stroke = new Stroke({ color: ink.surface, width: 3 });
    const image = points
      ? new RegularShape({ points, angle: turn, radius: points === 3 ? 17 : 15, fill, stroke })
      : new Circle({ radius: 11, fill, stroke });
    const font = "800 16px system-ui, sans-serif";
    const offsetY = points === 3 ? 3 : 1;
    const text = new Text({ text: signOf(status, overdue), font, fill: new Fill({ color: ink.surface }), offsetY });
    return new Style({ image, text });
  });
}

interface Mark extends Spot, Tapped {
  late: number;
}
type Box = Tapped["bbox"];

function around(one: Box, other: Box): Box {
  const [west, south, east, north] = one;
  return [Math.min(west, other[0]), Math.min(south, other[1]), Math.max(east, other[2]), Math.max(north, other[3])];
}

function join(one: Mark, other: Mark): Mark {
  const count = one.count + other.count;
  const cases = [...one.cases, ...other.cases];
  return { ...one, count, late: one.late + other.late, bbox: around(one.bbox, other.bbox), cases, weight: count };
}

function markOfCases({ x, y, items }: Cluster<MapCase>): Mark {
  const bbox = items.map((one): Box => [one.lon, one.lat, one.lon, one.lat]).reduce(around);
  const late = items.filter((one) => one.overdue).length;
  return { x, y, weight: items.length, count: items.length, late, bbox, cases: items };
}

function markOfSquare(ground: Ground, cluster: MapCluster): Mark {
  const [x, y] = ground.toMap(cluster) as [number, number];
  return { x, y, weight: cluster.count, count: cluster.count, late: cluster.overdue, bbox: cluster.bbox, cases: [] };
}

function featureOf(mark: Mark, ink: Ink): Feature<Point> {
  const made = new Feature({ geometry: new Point([mark.x, mark.y]), tapped: mark satisfies Tapped });
  const only = mark.count === 1 ? mark.cases[0] : undefined;
  made.setStyle(only ? oneStyle(only, ink) : manyStyle(mark.count, mark.late, ink));
  return made;
}

/** The marks of a view at a resolution (map units for a pixel); those that would cover each other are gathered here. */
export function marksOf(atlas: Atlas, ground: Ground, resolution: number, ink: Ink): Feature<Point>[] {
  const points = atlas.cases.map((item) => {
    const [x, y] = ground.toMap(item) as [number, number];
    return { x, y, item };
  });
  const cases = clusterPoints(points, SAME_SPOT_PIXELS * resolution).map(markOfCases);
  const squares = atlas.clusters.map((one) => markOfSquare(ground, one));
  return joinClose([...squares, ...cases], TOO_CLOSE_PIXELS * resolution, join).map((mark) => featureOf(mark, ink));
}
