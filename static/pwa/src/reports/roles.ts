/** What photos of a report are meant to show. */
import type { Category, PhotoRole, PhotoRoleRule } from "@/api/types";
import type { PhotoRow } from "@/db/rows";

const WORDS: Record<PhotoRole, { zh: string; en: string }> = {
  wide: { zh: "全景", en: "Wide view" },
  close: { zh: "近景", en: "Close view" },
  plate: { zh: "车牌", en: "Number plate" },
  before: { zh: "整改前", en: "Before" },
  after: { zh: "整改后", en: "After" },
  check: { zh: "核查", en: "Check" },
  look_back: { zh: "回头看", en: "Look-back" },
  other: { zh: "其他", en: "Other" },
  voice: { zh: "语音说明", en: "Voice note" },
};
const OFFERED: PhotoRole[] = ["wide", "close", "plate", "before", "other"];

/** These roles in the app's own words. */
export const rolesFor = (roles: PhotoRole[]): PhotoRoleRule[] => roles.map((role) => ({ role, label: WORDS[role], required: false }));

/** Voice notes travel like photos, and are none. */
export const isPicture = (photo: Pick<PhotoRow, "role">) => photo.role !== "voice";

/** The category's own roles first, in its words; then the rest. */
export function offeredRoles(category: Category | null): PhotoRoleRule[] {
  const own = category?.photo_roles ?? [];
  const rest = OFFERED.filter((role) => !own.some((rule) => rule.role === role));
  return [...own, ...rest.map((role) => ({ role, label: WORDS[role], required: false }))];
}

/** What the next photo most likely shows: a required view that is still missing, else the next usual one. */
export function nextRole(category: Category | null, taken: Pick<PhotoRow, "role">[]): PhotoRole {
  const has = (role: PhotoRole) => taken.some((photo) => photo.role === role);
  const own = category?.photo_roles ?? [];
  const wanted = own.find((rule) => rule.required && !has(rule.role)) ?? own.find((rule) => !has(rule.role));
  if (wanted) return wanted.role;
  return (["wide", "close"] as PhotoRole[]).find((role) => !has(role)) ?? "other";
}

export function missingRoles(category: Category | null, taken: Pick<PhotoRow, "role">[]): PhotoRoleRule[] {
  return (category?.photo_roles ?? []).filter((rule) => rule.required && !taken.some((photo) => photo.role === rule.role));
}
