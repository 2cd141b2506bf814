/** How the phone is held: level or not, and where its back camera looks. Angles in degrees, as the W3C's DeviceOrientation tells them. */

export interface Attitude {
  /** Around the axis north, east and up, intrinsic Z-X'-Y''. */
  alpha: number;
  beta: number;
  gamma: number;
}

/** Within this the horizon counts as level. */
export const LEVEL_DEG = 2;
/** Beyond this the camera looks at the ground or the sky, and a horizon means nothing. */
const STEEP_DEG = 65;

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Degrees in (-180, 180]. */
export function wrapped(angle: number): number {
  const rest = ((angle % 360) + 360) % 360;
  return rest > 180 ? rest - 360 : rest;
}

/** How far the back camera looks above (+) or below (-) the horizon. */
export function pitchOf({ beta, gamma }: Pick<Attitude, "beta" | "gamma">): number {
  return degrees(Math.asin(Math.max(-1, Math.min(1, -Math.cos(radians(beta)) * Math.cos(radians(gamma))))));
}

/** How far the picture leans: clockwise positive, 0 when level; null when the camera looks too steeply. `screen` is the screen's turn. */
export function rollOf({ beta, gamma }: Pick<Attitude, "beta" | "gamma">, screen: number): number | null {
  if (Math.abs(pitchOf({ beta, gamma })) > STEEP_DEG) return null;
  const right = Math.cos(radians(beta)) * Math.sin(radians(gamma));
  const down = Math.sin(radians(beta));
  return wrapped(degrees(Math.atan2(right, down)) + screen);
}

/** Where the back camera looks, clockwise from north in [0, 360); null when it looks straight up or down. */
export function headingOf({ alpha, beta, gamma }: Attitude): number | null {
  const [a, b, g] = [radians(alpha), radians(beta), radians(gamma)];
  const east = -(Math.cos(a) * Math.sin(g) + Math.sin(a) * Math.sin(b) * Math.cos(g));
  const north = -(Math.sin(a) * Math.sin(g) - Math.cos(a) * Math.sin(b) * Math.cos(g));
  if (Math.hypot(east, north) < 0.1) return null;
  return (degrees(Math.atan2(east, north)) + 360) % 360;
}
