/** What a case will be once the steps waiting on this phone are done. A forecast from the workflow table; the server decides. */
import type { Case, Offer, Role } from "@/api/types";
import type { OutboxItem } from "@/db/rows";
import type { Workflow } from "@/api/types";
import { MENDED_BY_PHOTOS } from "./offerForm";

/** What depends on who was drawn: only the server knows, so a forecast leaves it out. */
const ONLY_SERVER_KNOWS = ["redraw", "widen", "look_back", "look_back_redraw"];

/** Buttons that fit the status and the person's roles. Of the conditions only those that a photo mends are known here. */
function offersAt(workflow: Workflow, status: string, roles: readonly Role[]): Offer[] {
  return workflow.transitions
    .filter((row) => !ONLY_SERVER_KNOWS.includes(row.action))
    .filter((row) => row.sources.includes(status) && row.roles.some((role) => roles.includes(role as Role)))
    .map(({ action, label, fields, danger, guards }) => {
      const reason = guards.find((guard) => MENDED_BY_PHOTOS.includes(guard.code)) ?? null;
      return { action, label, fields, danger, enabled: !reason, reason };
    });
}

/** The case as the person may think of it now; unchanged when nothing waits. */
export function predicted(base: Case, waiting: readonly OutboxItem[], workflow: Workflow | null, roles: readonly Role[]): Case {
  const going = waiting.filter((item) => !["conflict", "failed"].includes(item.state));
  const target = going.map((item) => item.action!.target).filter((status) => status !== null).pop();
  if (!target || !workflow) return base;
  const label = workflow.statuses.find((one) => one.code === target)?.label ?? base.status_label;
  return { ...base, status: target as Case["status"], status_label: label, offers: offersAt(workflow, target, roles), request_offers: [] };
}
