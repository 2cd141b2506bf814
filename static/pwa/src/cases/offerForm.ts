/** Turns an offer of the server into a form, checks what a person typed and builds the body that is sent. */
import type { Field, Offer, Unit } from "@/api/types";
import { dueSuggestion, fromLocalInput } from "./when";

export type Value = string | boolean;
export type Values = Record<string, Value>;

/** What the page already knows and may put into a form, so that nobody types it again. */
export interface Prefill {
  suggestedUnit?: Pick<Unit, "id"> | null;
  dueDays?: number | null;
  /** How such a problem is usually put right. */
  mode?: string;
  /** Values the person chose on the way to the form. */
  preset?: Values;
  now: number;
}

/** A key under `cases.form` naming what is wrong with a field. */
export type FieldFault = "required" | "notANumber" | "tooLong";

function startValue(field: Field, prefill: Prefill): Value {
  const chosen = prefill.preset?.[field.name];
  if (chosen !== undefined) return chosen;
  if (field.type === "boolean") return false;
  if (field.name === "unit_id" && prefill.suggestedUnit) return String(prefill.suggestedUnit.id);
  const days = prefill.dueDays;
  if (field.name === "mode" && prefill.mode) return prefill.mode;
  // Where a date may be left out the rule gives it; the form says which one.
  if (field.name === "due_at" && days && field.required) {
    return dueSuggestion(days, prefill.now);
  }
  return field.type === "choice" && field.required && field.options?.length === 1 ? field.options[0]!.value : "";
}

/** The values a form opens with. */
export function startValues(offer: Offer, prefill: Prefill): Values {
  return Object.fromEntries(offer.fields.map((field) => [field.name, startValue(field, prefill)]));
}

function faultOf(field: Field, value: Value | undefined): FieldFault | null {
  // A required boolean only has to be present: "no" is an answer.
  if (field.type === "boolean") return null;
  const text = typeof value === "string" ? value.trim() : "";
  if (!text) return field.required ? "required" : null;
  if (field.type === "number" && !/^-?\d{1,15}$/.test(text)) return "notANumber";
  if (field.max_length && [...text].length > field.max_length) return "tooLong";
  return null;
}

/** Faults by field name; empty when the form may be sent. */
export function faultsOf(offer: Offer, values: Values): Record<string, FieldFault> {
  const faults: Record<string, FieldFault> = {};
  for (const field of offer.fields) {
    const fault = faultOf(field, values[field.name]);
    if (fault) faults[field.name] = fault;
  }
  return faults;
}

/** What only a photo mends: the form opens all the same, because the photo is taken inside it. */
export const MENDED_BY_PHOTOS = ["after_photo_missing", "after_photo_awaited", "look_back_photo_missing"];

/** Whether the form may be opened; sending needs `enabled`. */
export function opens(offer: Offer): boolean {
  return offer.enabled || MENDED_BY_PHOTOS.includes(offer.reason?.code ?? "");
}

/** A value as it travels. */
export function wireValue(field: Field, value: Value): unknown {
  if (typeof value === "boolean") return value;
  const text = value.trim();
  if (field.type === "number" || field.type === "unit") return Number(text);
  return field.type === "datetime" ? fromLocalInput(text) : text;
}

/** The JSON body: every filled field in wire form; empty optional fields are left out rather than sent as "". */
export function bodyOf(offer: Offer, values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of offer.fields) {
    const value = values[field.name];
    if (value === undefined || (typeof value === "string" && !value.trim())) continue;
    body[field.name] = wireValue(field, value);
  }
  return body;
}
