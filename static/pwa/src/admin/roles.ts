/** The roles that can be given, in the order of the work, and which of them a second administrator must confirm. */
import type { Role } from "@/api/types";

const ROLES: Role[] = ["inspector", "supervisor", "handler", "verifier", "auditor", "sysadmin", "secadmin"];
export const ADMINISTRATORS: Role[] = ["auditor", "sysadmin", "secadmin"];

/** What may still be given: an administrator is nothing else (三员分立), a worker may also do other work. */
export function grantable(held: readonly Role[]): Role[] {
  if (held.some((role) => ADMINISTRATORS.includes(role))) return [];
  return held.length ? ROLES.filter((role) => !ADMINISTRATORS.includes(role)) : ROLES;
}
