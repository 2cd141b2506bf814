/** Looking closer at two pictures that lie on each other: one view for both, never beyond their edges. */

export interface View {
  scale: number;
  /** Shift in pixels of the frame. */
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const MOST = 6;

const between = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The view with the picture covering the frame. */
export function held({ scale, x, y }: View, { width, height }: Size): View {
  const kept = between(scale, 1, MOST);
  return { scale: kept, x: between(x, width * (1 - kept), 0), y: between(y, height * (1 - kept), 0) };
}

/** Zooms by a factor so that the point under the fingers stays under them. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, size: Size): View {
  const scale = between(view.scale * factor, 1, MOST);
  const grown = scale / view.scale;
  return held({ scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }, size);
}

export function moved(view: View, dx: number, dy: number, size: Size): View {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, size);
}
