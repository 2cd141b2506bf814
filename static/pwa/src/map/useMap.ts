/** Life of a drawn map inside a component: made when shown, redrawn when theme or base map turn, let go when left. */
import { onBeforeUnmount, onMounted, reactive, shallowRef, watch, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type OlMap from "ol/Map";
import type VectorLayer from "ol/layer/Vector";
import { useSession } from "@/session/store";
import { theme } from "@/shell/theme";
import { baseOf, chosenBase, loadBaseMaps, type BaseMap } from "./baseMaps";
import { drawMap, gridLayer, inkOf, type Ink } from "./canvas";
import type { Place } from "./distance";
import { loadGrids } from "./grids";
import { groundOf, type Ground } from "./ground";
import { loadStations, ringLayer, stationLayer } from "./stations";

export interface DrawnMap {
  map: OlMap;
  ink: Ink;
  ground: Ground;
  grids: VectorLayer | null;
}
type LayerName = "grids" | "stations" | "rings";

/** What people want to see; kept until they leave the app. */
export const shownLayers = reactive<Record<LayerName, boolean>>({ grids: true, stations: true, rings: true });

/** The base maps there are, for the choice of layers. */
export const baseMaps = shallowRef<BaseMap[]>([]);

/**
 * Draws into `target` and calls `ready` once the map stands and again when the polygons have come.
 * A change of theme or base map draws everything anew, looking at the same place.
 */
export function useMap(target: Ref<HTMLElement | null>, ready: (drawn: DrawnMap) => void): Ref<DrawnMap | null> {
  const { t } = useI18n();
  const session = useSession();
  const drawn = shallowRef<DrawnMap | null>(null);
  let layers: Partial<Record<LayerName, VectorLayer>> = {};

  function show(): void {
    for (const name of Object.keys(shownLayers) as LayerName[]) layers[name]?.setVisible(shownLayers[name]);
  }

  function add(to: DrawnMap, made: Partial<Record<LayerName, VectorLayer>>): void {
    layers = { ...layers, ...made };
    for (const layer of Object.values(made)) to.map.addLayer(layer);
    show();
  }

  async function addShapes(to: DrawnMap, overTiles: boolean): Promise<void> {
    const person = session.me?.id;
    if (person === undefined) return;
    const [grids, stations] = await Promise.all([loadGrids(person), loadStations(person)]);
    if (drawn.value !== to) return;
    if (stations?.features.length)
      add(to, { rings: ringLayer(stations, to.ground, to.ink), stations: stationLayer(stations, to.ground, to.ink) });
    if (!grids?.features.length) return;
    to.grids = gridLayer(grids, to.ground, to.ink, overTiles);
    add(to, { grids: to.grids });
    ready(to);
  }

  /** Where the old map looked, to look there again: the same place has other coordinates on another ground. */
  function looked(): { place: Place; zoom: number } | null {
    const view = drawn.value?.map.getView();
    const centre = view?.getCenter();
    if (!drawn.value || !centre) return null;
    return { place: drawn.value.ground.fromMap(centre), zoom: view?.getZoom() ?? 4 };
  }

  function draw(): void {
    if (!target.value) return;
    const before = looked();
    drawn.value?.map.setTarget(undefined);
    layers = {};
    const base = baseOf(baseMaps.value, chosenBase.value);
    const ink = inkOf(target.value);
    const ground = groundOf(base?.datum ?? "wgs84");
    const map = drawMap(target.value, ink, { zoomIn: t("map.zoomIn"), zoomOut: t("map.zoomOut") }, base);
    if (before) {
      map.getView().setCenter(ground.toMap(before.place));
      map.getView().setZoom(before.zoom);
    }
    drawn.value = { map, ink, ground, grids: null };
    ready(drawn.value);
    void addShapes(drawn.value, base !== null);
  }

  onMounted(async () => {
    draw();
    const known = session.me ? await loadBaseMaps(session.me.id) : null;
    if (!known?.length) return;
    baseMaps.value = known;
    draw();
  });
  watch(shownLayers, show);
  watch([theme, chosenBase], () => requestAnimationFrame(draw));
  onBeforeUnmount(() => {
    drawn.value?.map.setTarget(undefined);
    drawn.value = null;
  });
  return drawn;
}
