/** The inbox from what this phone keeps: the same filters, answered here. Pure but for the reading. */
import type { CaseSummary } from "@/api/types";
import { urgencyOf } from "@/cases/urgency";
import type { KeptCase } from "@/db/rows";

/** The query of `GET /cases`, as far as a phone can answer it. */
export type Query = Record<string, string | number>;

function inBox({ position }: CaseSummary, bbox: string): boolean {
  const [west = 0, south = 0, east = 0, north = 0] = bbox.split(",").map(Number);
  return position !== null && position.lon >= west && position.lon <= east && position.lat >= south && position.lat <= north;
}

export function answersTo(row: KeptCase, query: Query, now: number): boolean {
  const { summary } = row;
  const words = `${summary.number} ${summary.note} ${summary.grid?.name ?? ""} ${summary.category.label.zh} ${summary.category.label.en}`;
  const overdue = summary.due_at !== null && Date.parse(summary.due_at) < now && summary.overdue;
  return (
    (!query.status || String(query.status).split(",").includes(summary.status)) &&
    (!query.category || query.category === summary.category.code) &&
    (!query.q || words.toLowerCase().includes(String(query.q).toLowerCase())) &&
    (!query.overdue || overdue) &&
    (query.queue !== "overdue" || urgencyOf(summary, now) === "overdue") &&
    (query.queue !== "due_today" || urgencyOf(summary, now) === "today") &&
    (!query.mine || row.mine) &&
    (!query.bbox || inBox(summary, String(query.bbox)))
  );
}
