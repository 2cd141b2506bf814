/** The base maps an operator configured, as tile layers; without any no request leaves this server. */
import TileLayer from "ol/layer/Tile";
import XYZ from "ol/source/XYZ";
import { ref } from "vue";
import { api } from "@/api/client";
import type { Schemas } from "@/api/typed";
import type { Label } from "@/api/types";
import { kept } from "./kept";

/** The document leaves a configured label open; it is one in both languages. */
export type BaseMap = Omit<Schemas["BaseMapOut"], "label"> & { label: Label };

export const loadBaseMaps = kept("base-maps", async () => (await api.get("/map/settings")).base_maps as BaseMap[]);

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
