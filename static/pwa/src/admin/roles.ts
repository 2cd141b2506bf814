/** The roles that can be given, in the order of the work, and which of them a second administrator must confirm. */
import type { Role } from "@/api/types";

export const ROLES: Role[] = ["inspector", "supervisor", "handler", "verifier", "auditor", "sysadmin", "secadmin"];
export const ADMINISTRATORS: Role[] = ["auditor", "sysadmin", "secadmin"];

/** An administrator is nothing else (三员分立): what may still be given beside the roles held now. */
export function grantable(held: readonly Role[]): Role[] {
  if (held.some((role) => ADMINISTRATORS.includes(role))) return held.length ? [...new Set(held)] : [];
  return held.length ? ROLES.filter((role) => !ADMINISTRATORS.includes(role)) : ROLES;
}
