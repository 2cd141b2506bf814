/** Which photos a rectification asks for, and which of them are here already. */
import type { Case, PhotoRole, PhotoRoleRule } from "@/api/types";

export interface Wanted extends PhotoRoleRule {
  here: number;
  coming: number;
}

/** When the round under way began, as far as the wire tells: the last submission, else the hand-over. */
function roundBegan(of: Pick<Case, "rectifications" | "assignment">): string {
  const submitted = of.rectifications.map((one) => one.submitted_at).sort();
  return submitted[submitted.length - 1] ?? of.assignment?.assigned_at ?? "";
}

/** The photos asked for with what arrived in this round; `coming` are roles still on this phone. */
export function checklist(rules: readonly PhotoRoleRule[], of: Pick<Case, "photos" | "rectifications" | "assignment">, coming: readonly PhotoRole[]): Wanted[] {
  const since = roundBegan(of);
  const fresh = of.photos.filter((photo) => photo.state === "stored" && (photo.received_at ?? "") >= since);
  return rules.map((rule) => ({
    ...rule,
    here: fresh.filter((photo) => photo.role === rule.role).length,
    coming: coming.filter((role) => role === rule.role).length,
  }));
}
