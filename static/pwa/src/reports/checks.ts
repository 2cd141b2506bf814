/** What a report still lacks before it may be queued, as keys of sentences with their values. */
import type { Category, Field } from "@/api/types";
import type { Draft, PhotoRow } from "@/db/rows";
import { labelOf } from "@/i18n";
import { missingRoles } from "./roles";

export interface Lack {
  key: string;
  values: Record<string, string>;
}

const empty = (value: unknown) => value === undefined || value === null || value === "";

export function lacks(draft: Draft, category: Category | null, photos: PhotoRow[]): Lack[] {
  if (!category) return [{ key: "reports.lack_category", values: {} }];
  const views = missingRoles(category, photos).map((rule) => ({ key: "reports.lack_photo", values: { role: labelOf(rule.label) } }));
  const missing = (field: Field) => field.required && empty(draft.fields[field.name]);
  const fields = category.fields.filter(missing).map((field) => ({ key: "reports.lack_field", values: { field: labelOf(field.label) } }));
  return [...views, ...fields];
}
