/** Where marks lie: from the finger to ten-thousandths of the picture, and from there to paths that can be drawn. */
import type { Mark, Point } from "@/api/types";

export const SCALE = 10_000;
export const MAX_MARKS = 40;
export const MAX_TEXT = 40;
/** A finger that moved less than this tapped; in ten-thousandths. */
export const TAP = 150;

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
  const [dx, dy] = [0, 1].map((axis) => {
    const low = Math.min(mark.start[axis]!, mark.end[axis]!);
    const high = Math.max(mark.start[axis]!, mark.end[axis]!);
    return Math.max(-low, Math.min(SCALE - high, by[axis]!));
  }) as [number, number];
  return { ...mark, start: [mark.start[0] + dx, mark.start[1] + dy], end: [mark.end[0] + dx, mark.end[1] + dy] };
}

/** Shaft and head of an arrow in the units of the drawing, the head `size` long. */
export function arrowPath([x1, y1]: Point, [x2, y2]: Point, size: number): string {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (turn: number) => `${(x2 - size * Math.cos(angle + turn)).toFixed(1)} ${(y2 - size * Math.sin(angle + turn)).toFixed(1)}`;
  return `M${x1} ${y1}L${x2} ${y2}M${barb(0.5)}L${x2} ${y2}L${barb(-0.5)}`;
}
