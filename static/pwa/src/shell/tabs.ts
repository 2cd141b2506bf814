/** Which places a person can go to, by what they do. */
import type { Role } from "@/api/types";
import type { IconName } from "./icons";

export interface Tab {
  key: string;
  to: string;
  icon: IconName;
  /** The one big button in the middle of the bar. */
  main?: boolean;
}

const HOME: Tab = { key: "home", to: "/", icon: "home" };
const REPORT: Tab = { key: "report", to: "/report?shoot=1", icon: "camera", main: true };
const REPORTS: Tab = { key: "reports", to: "/reports", icon: "list" };
const CASES: Tab = { key: "cases", to: "/cases", icon: "inbox" };
const MAP: Tab = { key: "map", to: "/map", icon: "map" };
const REGISTRY: Tab = { key: "registry", to: "/registry", icon: "units" };
const DOCUMENTS: Tab = { key: "documents", to: "/documents", icon: "alert" };
const LEDGER: Tab = { key: "ledger", to: "/ledger", icon: "list" };
const REVIEW: Tab = { key: "review", to: "/review", icon: "book" };
const PEOPLE: Tab = { key: "people", to: "/admin/people", icon: "people" };
const UNITS: Tab = { key: "units", to: "/admin/units", icon: "units" };
const OUTBOX: Tab = { key: "outbox", to: "/outbox", icon: "upload" };
const NOTICES: Tab = { key: "notices", to: "/notices", icon: "bell" };
const ME: Tab = { key: "me", to: "/me", icon: "user" };

const CONTENT: Role[] = ["inspector", "supervisor", "handler", "verifier", "auditor"];
const holds = (roles: Role[], ...wanted: Role[]) => wanted.some((role) => roles.includes(role));

/** Everything reachable, for the rail of a wide screen. */
export function railTabs(roles: Role[]): Tab[] {
  const reporter = holds(roles, "inspector");
  return [
    HOME,
    NOTICES,
    ...(reporter ? [REPORT, REPORTS] : []),
    ...(holds(roles, ...CONTENT) ? [CASES, MAP, REGISTRY] : []),
    ...(holds(roles, "supervisor", "handler", "auditor") ? [LEDGER, DOCUMENTS] : []),
    ...(holds(roles, "auditor") ? [REVIEW] : []),
    ...(holds(roles, "sysadmin", "secadmin") ? [PEOPLE, UNITS] : []),
    ...(holds(roles, "inspector", "handler", "supervisor", "verifier") ? [OUTBOX] : []),
    ME,
  ];
}

/** At most five for the thumb; the rest is one step behind home or "me". */
export function barTabs(roles: Role[]): Tab[] {
  if (holds(roles, "inspector")) return [HOME, CASES, REPORT, MAP, ME];
  return railTabs(roles).filter((tab) => ![OUTBOX, NOTICES, LEDGER, DOCUMENTS, REGISTRY].includes(tab)).slice(-5);
}
