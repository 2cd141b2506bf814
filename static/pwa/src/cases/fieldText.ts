/** A stored answer of a form in the words a person reads. */
import type { Field } from "@/api/types";
import { labelOf } from "@/i18n";
import { stamp } from "./when";

/** The text of one answer; empty when there is nothing to show. An unknown field is shown as it was stored. */
export function fieldText(
  field: Field | undefined,
  value: unknown,
  locale: string,
  t: (key: string) => string,
): string {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "cases.yes" : "cases.no");
  if (field?.type === "choice") {
    const chosen = field.options?.find((one) => one.value === value);
    if (chosen) return labelOf(chosen.label);
  }
  if (field?.type === "datetime" && typeof value === "string") return stamp(value, locale, Date.parse(value));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
