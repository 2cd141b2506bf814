/** What a report still lacks, as keys of sentences with their values. */
import type { Category, Field } from "@/api/types";
import type { Draft, PhotoRow } from "@/db/rows";
import { labelOf } from "@/i18n";
import { missingRoles } from "./roles";

export interface Lack {
  key: string;
  values: Record<string, string>;
}

const empty = (value: unknown) => value === undefined || value === null || value === "";

/** What the server would refuse. */
export function lacks(draft: Draft, category: Category | null): Lack[] {
  if (!category) return [{ key: "reports.lack_category", values: {} }];
  const missing = (field: Field) => field.required && empty(draft.fields[field.name]);
  return category.fields.filter(missing).map((field) => ({ key: "reports.lack_field", values: { field: labelOf(field.label) } }));
}

/** What makes a report slower to handle, but must not stop one: the smoke does not wait for a second picture. */
export function doubts(draft: Draft, category: Category | null, photos: Pick<PhotoRow, "role">[]): Lack[] {
  const views = missingRoles(category, photos).map((rule) => ({ key: "reports.lack_photo", values: { role: labelOf(rule.label) } }));
  return draft.position ? views : [...views, { key: "reports.no_place", values: {} }];
}
