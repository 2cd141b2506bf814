/** What a row of a duty table is about, in words; how a table stands; which units lie below one. */
import type { Schemas } from "@/api/typed";
import type { Unit } from "@/api/types";
import { labelOf } from "@/i18n";

export type Step = Schemas["DutyStepOut"];
export type Row = Schemas["DutyRowOut"];
type Key = Pick<Step, "category" | "area" | "source">;
type Translate = (key: string) => string;

/** `裸露黄土 · 东区 · 任何来源`. */
export function aboutOf(key: Key, t: Translate): string {
  const category = key.category ? labelOf(key.category.label) : t("duties.any_category");
  const source = key.source ? labelOf(key.source.label) : t("duties.any_source");
  return [category, key.area?.name ?? t("duties.any_area"), source].join(" · ");
}

/** How a table stands on a day: being drafted, in force, not begun yet, or followed by another. */
export function standing(table: Schemas["DutyTableOut"], current: string | null, today: string): "draft" | "in_force" | "coming" | "past" {
  if (table.state === "draft") return "draft";
  if (table.id === current) return "in_force";
  return (table.valid_from ?? "") > today ? "coming" : "past";
}

/** A unit and everything below it, in the order of the list. */
export function unitsBelow(tree: readonly Unit[], top: number | undefined): Unit[] {
  const above = new Map(tree.map((one) => [one.id, one.parent_id]));
  const reaches = (id: number | null | undefined): boolean => id === top || (id != null && reaches(above.get(id)));
  return tree.filter((one) => reaches(one.id));
}
