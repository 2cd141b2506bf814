/** How a case looks on the map: a shape and a sign for each stage beside the colour, so that colour never stands alone. */
import type { Ink } from "./canvas";

export type Stage = "new" | "work" | "back" | "check" | "done";
export interface Shape {
  stage: Stage;
  /** Corners of a regular polygon; 0 is a disc. */
  points: number;
  /** Radians, clockwise. */
  turn: number;
  sign: string;
  tone: "primary" | "warn" | "ok" | "line";
}

export const SHAPES: Record<Stage, Shape> = {
  new: { stage: "new", points: 4, turn: 0, sign: "", tone: "primary" },
  work: { stage: "work", points: 4, turn: Math.PI / 4, sign: "", tone: "primary" },
  back: { stage: "back", points: 3, turn: 0, sign: "", tone: "warn" },
  check: { stage: "check", points: 6, turn: 0, sign: "?", tone: "ok" },
  done: { stage: "done", points: 0, turn: 0, sign: "✓", tone: "line" },
};

const STAGES: Record<string, Stage> = {
  reported: "new",
  accepted: "new",
  assigned: "work",
  rectifying: "work",
  returned: "back",
  suspended: "back",
  rectified: "check",
  verified: "check",
  closed: "done",
  rejected: "done",
  merged: "done",
};

export function shapeOf(status: string): Shape {
  return SHAPES[STAGES[status] ?? "new"];
}

/** Late cases keep their shape and get a red ground and a "!". */
export function signOf(status: string, overdue: boolean): string {
  return overdue ? "!" : shapeOf(status).sign;
}

export function colourOf(status: string, overdue: boolean, ink: Ink): string {
  if (overdue) return ink.bad;
  const { tone } = shapeOf(status);
  return ink[tone];
}

/** Corners of a shape in a box of 24, for the legend: the same figures as on the map. */
export function outlineOf(shape: Shape, radius = 10): string {
  const corners = Array.from({ length: shape.points }, (_, n) => {
    const angle = shape.turn + (n / shape.points) * 2 * Math.PI;
    return `${(12 + radius * Math.sin(angle)).toFixed(2)},${(12 - radius * Math.cos(angle)).toFixed(2)}`;
  });
  return corners.join(" ");
}
