/** What a handling unit may ask for on a case: read from the workflow table, because cases offer actions only. */
import type { Case, Field, Label, Me, Offer, Reason, Role } from "@/api/types";

/** A row of `requests` in `GET /workflow`. */
export interface AskingRow {
  action: string;
  label: Label;
  sources: string[];
  roles: Role[];
  fields: Field[];
  guards?: Reason[];
}

/** Conditions this page can judge by itself; the server judges all of them again. */
const FAILS: Record<string, (of: Case) => boolean> = {
  request_open: (of) => of.requests.some((one) => one.state === "requested"),
  not_overdue: (of) => !of.overdue,
  no_extension_left: (of) =>
    of.requests.filter((one) => one.kind === "extension" && one.state === "approved").length >= 2,
};

/** The offers of a person of the handling unit; nobody else may ask. */
export function askingOffers(rows: readonly AskingRow[], of: Case, me: Me | null): Offer[] {
  if (!me?.unit || me.unit.id !== of.handler_unit?.id) return [];
  const fitting = rows.filter(
    (row) => row.sources.includes(of.status) && row.roles.some((role) => me.roles.includes(role)),
  );
  return fitting.map(({ action, label, fields, guards = [] }) => {
    const reason = guards.find((guard) => FAILS[guard.code]?.(of)) ?? null;
    return { action, label, fields, enabled: reason === null, reason, danger: false };
  });
}
