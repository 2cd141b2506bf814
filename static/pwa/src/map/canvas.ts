/** A quiet map drawn from our own shapes: grid polygons, a scale bar and no request to anybody. */
import OlMap from "ol/Map";
import View from "ol/View";
import ScaleLine from "ol/control/ScaleLine";
import Zoom from "ol/control/Zoom";
import GeoJSON from "ol/format/GeoJSON";
import { circular } from "ol/geom/Polygon";
import Graticule from "ol/layer/Graticule";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Fill, Stroke, Style, Text } from "ol/style";
import type Geometry from "ol/geom/Geometry";
import type { Coordinate } from "ol/coordinate";
import type { GridCollection } from "@/api/types";
import type { Place } from "./distance";

/** Colours of the running theme; the canvas cannot read CSS variables by itself. */
export interface Ink {
  surface: string;
  line: string;
  text: string;
  primary: string;
  bad: string;
  ok: string;
  warn: string;
  sun: string;
  fills: string[];
}

/** Mercator zoom that shows about one site. */
export const CLOSE_ZOOM = 17;
const WHOLE_CHINA: Coordinate = fromLonLat([104, 35]);
const LABEL_UNTIL_RESOLUTION = 180;

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const dark = document.documentElement.dataset.theme === "dark";
  return {
    surface: token("--surface"),
    line: token("--line-strong"),
    text: token("--ink-2"),
    primary: token("--primary"),
    bad: token("--bad"),
    ok: token("--ok"),
    warn: token("--warn"),
    sun: token("--sun"),
    fills: dark ? ["#16293b", "#1a3040", "#152c33", "#1d2940"] : ["#e3eef8", "#e6f3ec", "#f6f1e2", "#ece9f6"],
  };
}

function graticule(ink: Ink): Graticule {
  return new Graticule({
    strokeStyle: new Stroke({ color: `${ink.line}33`, width: 1 }),
    wrapX: false,
    intervals: [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002],
  });
}

/** The empty map: a faint net of degrees, zoom buttons and a metric scale bar. */
export function drawMap(target: HTMLElement, ink: Ink, words: { zoomIn: string; zoomOut: string }): OlMap {
  return new OlMap({
    target,
    layers: [graticule(ink)],
    controls: [
      new ScaleLine({ units: "metric", minWidth: 72 }),
      new Zoom({ zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut }),
    ],
    view: new View({ center: WHOLE_CHINA, zoom: 4, minZoom: 3, maxZoom: 20, enableRotation: false }),
  });
}

function gridStyle(ink: Ink) {
  const strokes = new Stroke({ color: ink.line, width: 1.25 });
  return (feature: { getId: () => unknown; get: (name: string) => unknown }, resolution: number): Style => {
    const fill = ink.fills[Number(feature.get("id") ?? 0) % ink.fills.length]!;
    return new Style({
      fill: new Fill({ color: fill }),
      stroke: strokes,
      text:
        resolution > LABEL_UNTIL_RESOLUTION
          ? undefined
          : new Text({
              text: String(feature.get("name") ?? ""),
              font: "500 14px system-ui, sans-serif",
              fill: new Fill({ color: ink.text }),
              stroke: new Stroke({ color: fill, width: 4 }),
              overflow: false,
            }),
    });
  };
}

/** Grid polygons with their names, underneath everything else. */
export function gridLayer(grids: GridCollection, ink: Ink): VectorLayer {
  const features = new GeoJSON({ featureProjection: "EPSG:3857" }).readFeatures(grids);
  return new VectorLayer({
    source: new VectorSource({ features: features as never[] }),
    style: gridStyle(ink) as never,
    declutter: "grids",
    zIndex: 1,
  });
}

export const toMap = (place: Place): Coordinate => fromLonLat([place.lon, place.lat]);

export function fromMap(coordinate: Coordinate): Place {
  const [lon, lat] = toLonLat(coordinate) as [number, number];
  return { lat, lon };
}

/** The circle a position may lie in: true metres on the ground, not on the projection. */
export function accuracyRing(place: Place, metres: number): Geometry {
  return circular([place.lon, place.lat], metres, 64).transform("EPSG:4326", "EPSG:3857");
}

/** Fits an extent with room around it; an empty or infinite one is left alone. */
export function fit(map: OlMap, extent: number[] | null | undefined, maxZoom = CLOSE_ZOOM): void {
  if (!extent?.every(Number.isFinite)) return;
  map.getView().fit(extent, { padding: [48, 40, 56, 40], maxZoom });
}
