/** A filled form in words, kept with a step that waits: so that a person can read later what they decided. */
import type { Field, Label, Offer } from "@/api/types";
import { i18n } from "@/i18n";
import { keptAnswer } from "@/kept/answers";
import { keptCase } from "@/kept/cases";
import type { Unit } from "@/api/types";
import { fieldText } from "../fieldText";
import { wireValue, type Values } from "../offerForm";

async function nameOf(field: Field, value: unknown, userId: number): Promise<string> {
  const { t, locale } = i18n.global;
  if (field.type === "unit") {
    const units = (await keptAnswer<Unit[]>(userId, "units")) ?? [];
    return units.find((unit) => unit.id === value)?.name ?? String(value);
  }
  if (field.type === "case") return (await keptCase(userId, String(value)))?.summary.number ?? String(value);
  return fieldText(field, value, locale.value, t);
}

export async function saidIn(offer: Offer, values: Values, userId: number): Promise<{ label: Label; text: string }[]> {
  const said = [];
  for (const field of offer.fields) {
    const value = values[field.name];
    if (value === undefined || (typeof value === "string" && !value.trim())) continue;
    said.push({ label: field.label, text: await nameOf(field, wireValue(field, value), userId) });
  }
  return said;
}
