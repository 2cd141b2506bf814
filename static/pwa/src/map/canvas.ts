/** The map itself: base tiles when there are any, else a faint net of degrees; grid polygons, a scale bar. */
import OlMap from "ol/Map";
import View from "ol/View";
import Attribution from "ol/control/Attribution";
import ScaleLine from "ol/control/ScaleLine";
import Zoom from "ol/control/Zoom";
import Graticule from "ol/layer/Graticule";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Fill, Stroke, Style, Text } from "ol/style";
import type { Coordinate } from "ol/coordinate";
import { tileLayers, type BaseMap } from "./baseMaps";
import type { GridCollection } from "@/api/types";
import { featuresOn, type Ground } from "./ground";

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

/** An empty map with zoom buttons and a metric scale bar: on the base map's tiles, or on a net of degrees. */
export function drawMap(
  target: HTMLElement,
  ink: Ink,
  words: { zoomIn: string; zoomOut: string },
  base: BaseMap | null,
): OlMap {
  return new OlMap({
    target,
    layers: base ? tileLayers(base) : [graticule(ink)],
    controls: [
      new ScaleLine({ units: "metric", minWidth: 72 }),
      new Zoom({ zoomInTipLabel: words.zoomIn, zoomOutTipLabel: words.zoomOut }),
      new Attribution({ collapsible: false }),
    ],
    view: new View({ center: WHOLE_CHINA, zoom: 4, minZoom: 3, maxZoom: 20, enableRotation: false }),
  });
}

/** Over tiles a grid is only its border: the map below must stay readable. */
function gridStyle(ink: Ink, overTiles: boolean) {
  const strokes = new Stroke({ color: ink.line, width: overTiles ? 2.5 : 1.25 });
  return (feature: { getId: () => unknown; get: (name: string) => unknown }, resolution: number): Style => {
    const fill = ink.fills[Number(feature.get("id") ?? 0) % ink.fills.length]!;
    return new Style({
      fill: overTiles ? undefined : new Fill({ color: fill }),
      stroke: strokes,
      text:
        resolution > LABEL_UNTIL_RESOLUTION
          ? undefined
          : new Text({
              text: String(feature.get("name") ?? ""),
              font: "500 14px system-ui, sans-serif",
              fill: new Fill({ color: ink.text }),
              stroke: new Stroke({ color: overTiles ? ink.surface : fill, width: 4 }),
              overflow: false,
            }),
    });
  };
}

/** Grid polygons with their names, underneath everything else. */
export function gridLayer(grids: GridCollection, ground: Ground, ink: Ink, overTiles: boolean): VectorLayer {
  return new VectorLayer({
    source: new VectorSource({ features: featuresOn(ground, grids) as never[] }),
    style: gridStyle(ink, overTiles) as never,
    declutter: "grids",
    zIndex: 1,
  });
}

/** Fits an extent with room around it; an empty or infinite one is left alone. */
export function fit(map: OlMap, extent: number[] | null | undefined, maxZoom = CLOSE_ZOOM): void {
  if (!extent?.every(Number.isFinite)) return;
  map.getView().fit(extent, { padding: [48, 40, 56, 40], maxZoom });
}
