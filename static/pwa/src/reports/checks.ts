/** What a report still lacks, as keys of sentences with their values. */
import type { Category, Field, Source } from "@/api/types";
import type { Draft, PhotoRow } from "@/db/rows";
import { labelOf } from "@/i18n";
import { emptyFields } from "@/sources/catalog";
import { missingRoles } from "./roles";

export interface Lack {
  key: string;
  values: Record<string, string>;
}

const empty = (value: unknown) => value === undefined || value === null || value === "";

/** What the server would refuse. */
export function lacks(draft: Draft, category: Category | null, source: Source | null = null): Lack[] {
  if (!category) return [{ key: "reports.lack_category", values: {} }];
  const missing = (field: Field) => field.required && empty(draft.fields[field.name]);
  return [...category.fields.filter(missing), ...emptyFields(draft, source)].map((field) => ({ key: "reports.lack_field", values: { field: labelOf(field.label) } }));
}

/** What makes a report slower to handle, but must not stop one: the smoke does not wait for a second picture. */
export function doubts(draft: Draft, category: Category | null, photos: Pick<PhotoRow, "role">[], source: Source | null = null): Lack[] {
  const asked = source?.photos === false ? null : category;
  const views = missingRoles(asked, photos).map((rule) => ({ key: "reports.lack_photo", values: { role: labelOf(rule.label) } }));
  return draft.position ? views : [...views, { key: "reports.no_place", values: {} }];
}
