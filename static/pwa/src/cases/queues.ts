/** What waits for whom: the queues of each role, what each asks of the list, and how many stand in it. */
import type { Counts, Role } from "@/api/types";
import type { Filters } from "./filters";

export interface QueueTab {
  key: string;
  filters: Partial<Filters>;
  /** The key of its word. */
  word: string;
  tone: "" | "bad" | "warn";
}

const status = (code: string): QueueTab => ({ key: code, filters: { status: code }, word: `reports.status.${code}`, tone: "" });
const OVERDUE: QueueTab = { key: "overdue", filters: { queue: "overdue" }, word: "shell.overdue", tone: "bad" };
const TODAY: QueueTab = { key: "due_today", filters: { queue: "due_today" }, word: "shell.due_today", tone: "warn" };
const REQUESTS: QueueTab = { key: "requests", filters: { queue: "requests" }, word: "shell.requests", tone: "" };

const OF_ROLE: [Role, QueueTab[]][] = [
  ["supervisor", [status("reported"), status("accepted"), REQUESTS, status("verified")]],
  ["handler", [status("assigned"), status("returned"), status("rectifying")]],
  ["verifier", [status("rectified")]],
  ["inspector", [status("rectified")]],
];

/** What is late first, then what is due today, then what each role has to do; none twice. */
export function queuesFor(roles: readonly Role[]): QueueTab[] {
  const own = OF_ROLE.filter(([role]) => roles.includes(role)).flatMap(([, tabs]) => tabs);
  const unique = own.filter((tab, n) => own.findIndex((other) => other.key === tab.key) === n);
  return unique.length ? [OVERDUE, TODAY, ...unique] : [];
}

export function countOf(tab: QueueTab, counts: Counts | null): number | null {
  if (!counts) return null;
  if (tab.key === "overdue" || tab.key === "due_today" || tab.key === "requests") return counts[tab.key];
  return counts.statuses.find((row) => row.status === tab.key)?.total ?? 0;
}

/** Whether the list shows exactly this queue; category and search may narrow it further. */
export function isChosen(tab: QueueTab, filters: Filters): boolean {
  return filters.status === (tab.filters.status ?? "") && filters.queue === (tab.filters.queue ?? "");
}
