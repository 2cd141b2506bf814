/** Life of a drawn map inside a component: made when shown, redrawn when the theme turns, let go when left. */
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type OlMap from "ol/Map";
import type VectorLayer from "ol/layer/Vector";
import { useSession } from "@/session/store";
import { theme } from "@/shell/theme";
import { drawMap, gridLayer, inkOf, type Ink } from "./canvas";
import { loadGrids } from "./grids";

export interface DrawnMap {
  map: OlMap;
  ink: Ink;
  grids: VectorLayer | null;
}

/**
 * Draws into `target` and calls `ready` once the map stands and again when the polygons have come.
 * A change of theme draws everything anew: simpler than repainting, and people change it once a month.
 */
export function useMap(target: Ref<HTMLElement | null>, ready: (drawn: DrawnMap) => void): Ref<DrawnMap | null> {
  const { t } = useI18n();
  const session = useSession();
  const drawn = shallowRef<DrawnMap | null>(null);

  async function addGrids(to: DrawnMap): Promise<void> {
    const grids = session.me ? await loadGrids(session.me.id) : null;
    if (!grids?.features.length || drawn.value !== to) return;
    to.grids = gridLayer(grids, to.ink);
    to.map.addLayer(to.grids);
    ready(to);
  }

  function draw(): void {
    if (!target.value) return;
    drawn.value?.map.setTarget(undefined);
    const ink = inkOf(target.value);
    const map = drawMap(target.value, ink, { zoomIn: t("map.zoomIn"), zoomOut: t("map.zoomOut") });
    drawn.value = { map, ink, grids: null };
    ready(drawn.value);
    void addGrids(drawn.value);
  }

  onMounted(draw);
  watch(theme, () => requestAnimationFrame(draw));
  onBeforeUnmount(() => drawn.value?.map.setTarget(undefined));
  return drawn;
}
