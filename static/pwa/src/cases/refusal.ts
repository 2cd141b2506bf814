/** The sentence for a refused action: conditions of the workflow bring their own Chinese, everything else is the app's. */
import { sentence, type Problem } from "@/api/problem";
import { labelOf } from "@/i18n";

export function refusal(problem: Problem): string {
  const zh = problem.extra.zh;
  if (typeof zh === "string" && zh) return labelOf({ zh, en: problem.detail });
  return sentence(problem);
}
