/** A fresh row of the outbox. */
import type { OutboxItem } from "@/db/rows";

export function newItem(id: string, kind: OutboxItem["kind"], userId: number, body: string, created: number): OutboxItem {
  return {
    id, kind, user_id: userId, body, created,
    state: "queued", category: null, note: "", role: null, case_id: null, number: null,
    accepted: null, finished: null, attempts: 0, next: 0, reason: null, detail: null,
  };
}
