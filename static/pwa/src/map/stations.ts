/** Air quality stations with the rings in which stricter rules hold, drawn on the map. */
import type Feature from "ol/Feature";
import OlFeature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import { Fill, RegularShape, Stroke, Style, Text } from "ol/style";
import { api } from "@/api/client";
import type { Label } from "@/api/types";
import type { Ink } from "./canvas";
import { circleOn, type Ground } from "./ground";
import { kept } from "./kept";

export interface StationCollection {
  features: {
    properties: { code: string; name: string; level: string; level_label: Label; rings_m: number[] };
    geometry: { coordinates: [number, number] };
  }[];
}

export const loadStations = kept("stations", async () => (await api.get("/stations")) as unknown as StationCollection);

const NAMES_UNTIL_RESOLUTION = 40;

/** The inner ring is drawn through, the outer one dashed: told apart without colour. */
function ringStyle(ink: Ink, inner: boolean): Style {
  return new Style({
    fill: new Fill({ color: `${ink.ok}${inner ? "1f" : "12"}` }),
    stroke: new Stroke({ color: ink.ok, width: 2, lineDash: inner ? undefined : [8, 6] }),
  });
}

function markStyle(ink: Ink, name: string) {
  const image = new RegularShape({
    points: 5,
    radius: 13,
    radius2: 6,
    fill: new Fill({ color: ink.ok }),
    stroke: new Stroke({ color: ink.surface, width: 2 }),
  });
  const text = new Text({
    text: name,
    font: "600 14px system-ui, sans-serif",
    offsetY: 22,
    fill: new Fill({ color: ink.ok }),
    stroke: new Stroke({ color: ink.surface, width: 4 }),
  });
  const named = new Style({ image, text });
  const bare = new Style({ image });
  return (_feature: unknown, resolution: number): Style => (resolution > NAMES_UNTIL_RESOLUTION ? bare : named);
}

export function ringLayer(stations: StationCollection, ground: Ground, ink: Ink): VectorLayer {
  const features = stations.features.flatMap(({ properties, geometry }) => {
    const [lon, lat] = geometry.coordinates;
    const inner = Math.min(...properties.rings_m);
    return properties.rings_m.map((metres) => {
      const feature = new OlFeature(circleOn(ground, { lat, lon }, metres));
      feature.setStyle(ringStyle(ink, metres === inner));
      return feature as Feature;
    });
  });
  return new VectorLayer({ source: new VectorSource({ features }), zIndex: 2 });
}

export function stationLayer(stations: StationCollection, ground: Ground, ink: Ink): VectorLayer {
  const features = stations.features.map(({ properties, geometry }) => {
    const [lon, lat] = geometry.coordinates;
    const feature = new OlFeature(new Point(ground.toMap({ lat, lon })));
    feature.setStyle(markStyle(ink, properties.name));
    return feature as Feature;
  });
  return new VectorLayer({ source: new VectorSource({ features }), declutter: "stations", zIndex: 3 });
}
