/** The base maps an operator configured, as tile layers; without any no request leaves this server. */
import TileLayer from "ol/layer/Tile";
import XYZ from "ol/source/XYZ";
import { ref } from "vue";
import type { Label } from "@/api/types";
import type { GroundDatum } from "./ground";
import { kept } from "./kept";

export interface BaseMap {
  id: string;
  label: Label;
  urls: string[];
  datum: GroundDatum;
  attribution: string;
  max_zoom: number;
}

export const loadBaseMaps = kept<{ base_maps: BaseMap[] }>("inspect-grids", "base-maps", "/map/settings");

/** The id of the base map people look at until they leave the app; "" is the empty ground, null the first one there is. */
export const chosenBase = ref<string | null>(null);

export function baseOf(maps: readonly BaseMap[], id: string | null): BaseMap | null {
  if (id === "") return null;
  return maps.find((one) => one.id === id) ?? maps[0] ?? null;
}

/** One layer for each set of tiles, the first one lowest. The tile server learns this origin, not the page. */
export function tileLayers(base: BaseMap): TileLayer<XYZ>[] {
  return base.urls.map((url, at) => {
    const attributions = at === 0 ? base.attribution : undefined;
    const source = new XYZ({ url, attributions, maxZoom: base.max_zoom, referrerPolicy: "origin" });
    return new TileLayer({ source, zIndex: 0 });
  });
}
