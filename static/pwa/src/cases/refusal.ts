/** The sentence for a refused action: conditions bring their own words, some need more than the app's common ones. */
import { sentence, type Problem } from "@/api/problem";
import { i18n, labelOf } from "@/i18n";
import "./words";

export function refusal(problem: Problem): string {
  const { t, te } = i18n.global;
  const zh = problem.extra.zh;
  if (typeof zh === "string" && zh) return labelOf({ zh, en: problem.detail });
  const key = `cases.refused.${problem.code}`;
  return te(key, "zh-CN") ? t(key) : sentence(problem);
}

/** Refusals by field. One alone is said in the app's words; of several only the server can tell them apart. */
export function refusedFields(problem: Problem | null): Record<string, string> {
  const errors = problem?.fieldErrors ?? [];
  const own = errors.length === 1 && problem!.code !== "invalid_request" ? refusal(problem!) : null;
  return Object.fromEntries(errors.map(({ field, message }) => [field.split(".").pop() ?? field, own ?? message]));
}
