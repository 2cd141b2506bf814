/** Drawing an area with finger or mouse: corner by corner, or a rectangle by two corners. */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from "vue";
import Draw, { createBox, type DrawEvent } from "ol/interaction/Draw";
import { unByKey } from "ol/Observable";
import Feature from "ol/Feature";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style } from "ol/style";
import type { Ink } from "./canvas";
import { MOST_CORNERS } from "./atlas";
import type { Place } from "./distance";
import type { DrawnMap } from "./useMap";

export type Tool = "polygon" | "box";

function areaStyle(ink: Ink): Style {
  return new Style({
    fill: new Fill({ color: `${ink.primary}1a` }),
    stroke: new Stroke({ color: ink.primary, width: 3, lineDash: [10, 6] }),
    image: new Circle({ radius: 7, fill: new Fill({ color: ink.surface }), stroke: new Stroke({ color: ink.primary, width: 3 }) }),
  });
}

/** `area` holds the corners in WGS-84; the map shows it, `start` begins a new one. */
export function useDraw(drawn: Ref<DrawnMap | null>, area: Ref<Place[]>, done: (corners: Place[]) => void) {
  const source = new VectorSource();
  const tool = ref<Tool | null>(null);
  const corners = ref(0);
  const interaction = shallowRef<Draw | null>(null);
  const finishable = computed(() => tool.value === "polygon" && corners.value >= 3);

  function stop(): void {
    if (interaction.value) drawn.value?.map.removeInteraction(interaction.value);
    interaction.value = null;
    tool.value = null;
    corners.value = 0;
  }

  function cornersOf(event: DrawEvent): Place[] {
    const ring = (event.feature.getGeometry() as Polygon).getCoordinates()[0] ?? [];
    return ring.slice(0, -1).map((corner) => drawn.value!.ground.fromMap(corner));
  }

  function listen(draw: Draw): void {
    draw.on("drawend", (event) => {
      const found = cornersOf(event);
      // The click that ends an area must not also open what lies under it.
      window.setTimeout(stop, 0);
      done(found);
    });
    draw.on("drawstart", (event) => {
      const shape = event.feature.getGeometry()!;
      const key = shape.on("change", () => {
        // The corner under the finger and the closing one are not set yet.
        corners.value = Math.max(0, ((shape as Polygon).getCoordinates()[0]?.length ?? 0) - 2);
      });
      draw.once("drawabort", () => unByKey(key));
    });
  }

  function start(wanted: Tool): void {
    stop();
    if (!drawn.value) return;
    const style = areaStyle(drawn.value.ink);
    const draw =
      wanted === "box"
        ? new Draw({ type: "Circle", geometryFunction: createBox(), style })
        : new Draw({ type: "Polygon", maxPoints: MOST_CORNERS, style });
    listen(draw);
    drawn.value.map.addInteraction(draw);
    interaction.value = draw;
    tool.value = wanted;
  }

  const undo = (): void => interaction.value?.removeLastPoint();
  const finish = (): void => void interaction.value?.finishDrawing();

  function paint(): void {
    source.clear();
    if (!drawn.value || !area.value.length) return;
    const ring = area.value.map((corner) => drawn.value!.ground.toMap(corner));
    const shape = new Feature(new Polygon([[...ring, ring[0]!]]));
    shape.setStyle(areaStyle(drawn.value.ink));
    source.addFeature(shape);
  }

  watch(drawn, (now) => {
    stop();
    now?.map.addLayer(new VectorLayer({ source, zIndex: 4 }));
    paint();
  });
  watch(area, paint);
  onBeforeUnmount(stop);
  return { tool, finishable, corners, start, stop, undo, finish };
}
