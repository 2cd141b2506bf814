/** The phone's attitude while the camera is open; iOS asks first, and only after a tap. */
import { onScopeDispose, ref } from "vue";
import { headingOf, rollOf } from "./tilt";

interface Compassed extends DeviceOrientationEvent {
  /** iOS: clockwise from magnetic north. */
  webkitCompassHeading?: number;
}
type Asking = { requestPermission?: () => Promise<"granted" | "denied"> };

export function useTilt() {
  /** Degrees the picture leans, or null while unknown. */
  const roll = ref<number | null>(null);
  /** Degrees clockwise from north, or null without a compass. */
  const heading = ref<number | null>(null);
  const asks = (globalThis.DeviceOrientationEvent as unknown as Asking | undefined)?.requestPermission;
  const mayAsk = ref(Boolean(asks));

  function hear(event: Compassed): void {
    const { alpha, beta, gamma } = event;
    if (beta === null || gamma === null) return;
    roll.value = rollOf({ beta, gamma }, window.screen.orientation?.angle ?? 0);
    if (typeof event.webkitCompassHeading === "number") heading.value = event.webkitCompassHeading;
    else if (event.absolute && alpha !== null) heading.value = headingOf({ alpha, beta, gamma });
  }
  const names = ["deviceorientation", "deviceorientationabsolute"] as const;
  names.forEach((name) => window.addEventListener(name as "deviceorientation", hear));
  onScopeDispose(() => names.forEach((name) => window.removeEventListener(name as "deviceorientation", hear)));

  async function ask(): Promise<void> {
    await asks?.().catch(() => "denied");
    mayAsk.value = false;
  }
  return { roll, heading, mayAsk, ask };
}
