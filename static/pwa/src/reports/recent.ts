/** Kinds of pollution reported last from this phone: what somebody meets today is mostly what they met yesterday. */
import type { Category } from "@/api/types";

const KEY = "recent-categories";
export const KEPT = 3;

export function recentCategories(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((code): code is string => typeof code === "string") : [];
  } catch {
    return [];
  }
}

export function noteCategory(code: string): void {
  const rest = recentCategories().filter((other) => other !== code);
  localStorage.setItem(KEY, JSON.stringify([code, ...rest].slice(0, KEPT)));
}

/** The kinds to offer first: the recent ones that still exist, then the list's own first. */
export function likelyCategories(choices: readonly Category[]): Category[] {
  const recent = recentCategories().flatMap((code) => choices.filter((choice) => choice.code === code));
  return [...recent, ...choices.filter((choice) => !recent.includes(choice))].slice(0, KEPT);
}
