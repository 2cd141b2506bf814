/** Where marks lie: from the finger to ten-thousandths of the picture, and from there to paths that can be drawn. */
import type { Mark } from "@/api/types";

export const SCALE = 10_000;
export const MAX_MARKS = 40;
export const MAX_TEXT = 40;
/** A finger that moved less than this tapped; in ten-thousandths. */
const TAP = 150;

/** Across and down, in ten-thousandths of the picture or in the units of a drawing. */
export type Point = readonly [number, number];
export const pointOf = ([x = 0, y = 0]: readonly number[]): Point => [x, y];

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const within = (value: number) => Math.min(SCALE, Math.max(0, Math.round(value)));

/** The point of the picture under the finger; beyond the edge is the edge. */
export function pointAt(x: number, y: number, box: Box): Point {
  return [within(((x - box.left) / box.width) * SCALE), within(((y - box.top) / box.height) * SCALE)];
}

export function isTap(start: Point, end: Point): boolean {
  return Math.hypot(end[0] - start[0], end[1] - start[1]) < TAP;
}

/** The mark moved by so much, without leaving the picture. */
export function moved(mark: Mark, by: Point): Mark {
  const [from, to] = [pointOf(mark.start), pointOf(mark.end)];
  const held = (axis: 0 | 1) => Math.max(-Math.min(from[axis], to[axis]), Math.min(SCALE - Math.max(from[axis], to[axis]), by[axis]));
  const [dx, dy] = [held(0), held(1)];
  return { ...mark, start: [from[0] + dx, from[1] + dy], end: [to[0] + dx, to[1] + dy] };
}

/** Shaft and head of an arrow in the units of the drawing, the head `size` long. */
export function arrowPath([x1, y1]: Point, [x2, y2]: Point, size: number): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number) => `${(x2 - size * Math.cos(angle + turn)).toFixed(1)} ${(y2 - size * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${x1} ${y1}L${x2} ${y2}M${barb(0.5)}L${x2} ${y2}L${barb(-0.5)}`;
}
