/** What this phone holds of the log, following the database. */
import { computed } from "vue";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { LogAlarm, LogReceipt, SeenLog } from "@/db/rows";
import { seenLog } from "./sync";

export function useWitness() {
  const held = useLive<SeenLog | null>(seenLog, null);
  const alarms = useLive<LogAlarm[]>(() => db.alarms.reverse().toArray(), []);
  const receipts = useLive<LogReceipt[]>(() => db.receipts.toArray(), []);
  const open = computed(() => alarms.value.filter((alarm) => !alarm.settled));
  const proven = computed(() => receipts.value.filter((receipt) => receipt.state === "proven").length);
  return { held, alarms, receipts, open, proven };
}
