import { describe, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import type { Field, Offer } from "@/api/types";
import { bodyOf, faultsOf, opens, startValues } from "@/cases/offerForm";
import { refusal, refusedFields } from "@/cases/refusal";

const label = { zh: "字段", en: "Field" };
const field = (name: string, type: Field["type"], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label,
  required: true,
  ...more,
});
const offer = (...fields: Field[]): Offer => ({
  action: "assign",
  label,
  enabled: true,
  reason: null,
  fields,
  danger: false,
});
const NOW = Date.parse("2026-11-21T20:00:00Z");

describe("a form made from an offer", () => {
  test("opens with the suggested unit and a due date at the end of a Shanghai working day", () => {
    const form = offer(field("unit_id", "unit"), field("due_at", "datetime"), field("note", "textarea"));
    const values = startValues(form, { suggestedUnit: { id: 7 }, dueDays: 3, now: NOW });
    // 20:00 UTC is already the 22nd in Shanghai.
    expect(values).toEqual({ unit_id: "7", due_at: "2026-11-25T18:00", note: "" });
  });

  test("starts empty where nothing is known", () => {
    expect(startValues(offer(field("unit_id", "unit"), field("due_at", "datetime")), { now: NOW })).toEqual({
      unit_id: "",
      due_at: "",
    });
  });

  test("names every fault and lets blank optional fields pass", () => {
    const form = offer(
      field("reason", "textarea"),
      field("count", "number"),
      field("note", "text", { required: false }),
      field("short", "text", { max_length: 2 }),
    );
    expect(faultsOf(form, { reason: "  ", count: "1.5", note: "", short: "一二三" })).toEqual({
      reason: "required",
      count: "notANumber",
      short: "tooLong",
    });
  });

  test("counts an emoji as one character", () => {
    expect(faultsOf(offer(field("short", "text", { max_length: 2 })), { short: "😀😀" })).toEqual({});
  });

  test("sends ids as numbers, times as UTC instants, and leaves out what was not filled", () => {
    const form = offer(
      field("unit_id", "unit"),
      field("due_at", "datetime"),
      field("into", "case"),
      field("note", "text", { required: false }),
      field("yes", "boolean"),
    );
    const values = { unit_id: "7", due_at: "2026-11-25T18:00", into: "0190-uuid", note: " ", yes: false };
    expect(bodyOf(form, values)).toEqual({
      unit_id: 7,
      due_at: "2026-11-25T10:00:00.000Z",
      into: "0190-uuid",
      yes: false,
    });
  });

  test("can be opened when only an after-photo is missing, but not for other reasons", () => {
    const greyed = (code: string): Offer => ({ ...offer(), enabled: false, reason: { code, zh: "", en: "" } });
    expect(opens(greyed("after_photo_missing"))).toBe(true);
    expect(opens(greyed("request_open"))).toBe(false);
    expect(opens(offer())).toBe(true);
  });
});

describe("a refusal", () => {
  const refusedBy = (code: string, extra: Record<string, unknown>): Problem =>
    new Problem(code, 422, "In English.", extra);
  const errors = [{ field: "fields.due_at", message: "too early" }];

  test("of one field is said beside it in the app's words", () => {
    expect(refusedFields(refusedBy("due_in_past", { zh: "期限必须晚于现在", errors }))).toEqual({
      due_at: "期限必须晚于现在",
    });
  });

  test("of several fields keeps the server's words for each", () => {
    const several = [...errors, { field: "note", message: "too long" }];
    expect(refusedFields(refusedBy("invalid_request", { errors: several }))).toEqual({
      due_at: "too early",
      note: "too long",
    });
  });

  test("without a field says what can be done", () => {
    expect(refusedFields(null)).toEqual({});
    expect(refusal(new Problem("no_connection", 0, ""))).toContain("不会重复办理");
  });
});
