/** Pinch, wheel and keys over a frame, turned into one view. One finger stays with the divider. */
import { computed, ref, type Ref } from "vue";
import { moved, WHOLE, zoomed, type View } from "./zoom";

const STEP = 1.4;
const PAN = 60;

export function useZoom(frame: Ref<HTMLElement | null>) {
  const view = ref<View>(WHOLE);
  let pinch: { x: number; y: number; apart: number } | null = null;

  const box = (): DOMRect => frame.value!.getBoundingClientRect();
  const centre = (): { x: number; y: number } => ({ x: box().width / 2, y: box().height / 2 });
  function zoom(factor: number, at = centre()): void {
    view.value = zoomed(view.value, factor, at, box());
  }
  function spread({ touches }: TouchEvent): { x: number; y: number; apart: number } | null {
    const [a, b] = [touches[0], touches[1]];
    if (!a || !b) return null;
    const { left, top } = box();
    const apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    return { x: (a.clientX + b.clientX) / 2 - left, y: (a.clientY + b.clientY) / 2 - top, apart };
  }
  function touch(event: TouchEvent): void {
    const now = spread(event);
    if (!now) {
      pinch = null;
      return;
    }
    event.preventDefault();
    if (pinch) {
      const panned = moved(view.value, now.x - pinch.x, now.y - pinch.y, box());
      view.value = zoomed(panned, now.apart / pinch.apart, now, box());
    }
    pinch = now;
  }
  function wheel(event: WheelEvent): void {
    if (!event.ctrlKey && view.value.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    const { left, top } = box();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, { x: event.clientX - left, y: event.clientY - top });
  }
  const PANS: Record<string, [number, number]> = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
  function key(event: KeyboardEvent): void {
    const pan = event.shiftKey ? PANS[event.key] : undefined;
    if (event.key === "+" || event.key === "=") zoom(STEP);
    else if (event.key === "-") zoom(1 / STEP);
    else if (event.key === "0") view.value = WHOLE;
    else if (pan) view.value = moved(view.value, ...pan, box());
    else return;
    event.preventDefault();
  }
  const transform = computed(() => `translate(${view.value.x}px, ${view.value.y}px) scale(${view.value.scale})`);
  return { view, transform, touch, wheel, key, closer: () => zoom(STEP), farther: () => zoom(1 / STEP), whole: () => (view.value = WHOLE) };
}
