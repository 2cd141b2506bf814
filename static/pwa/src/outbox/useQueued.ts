/** Steps of cases that wait on this phone, as pages of cases see them. */
import { computed, effectScope } from "vue";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { OutboxItem } from "@/db/rows";
import { useSession } from "@/session/store";
import { byAge } from "./order";

/** The steps of one case that are not done, oldest first. */
export function useQueued(caseId: () => string) {
  const session = useSession();
  const userId = () => session.me?.id ?? -1;
  const query = async () => {
    const rows = await db.outbox.where({ case_id: caseId() }).toArray();
    return rows.filter((item) => item.action && item.user_id === userId() && item.state !== "done").sort(byAge);
  };
  return useLive<OutboxItem[]>(query, [], [caseId, userId]);
}

type Marks = ReturnType<typeof marks>;
let shared: Marks | null = null;

function marks() {
  const session = useSession();
  const userId = () => session.me?.id ?? -1;
  const open = useLive<OutboxItem[]>(
    () => db.outbox.where({ user_id: userId() }).filter((item) => item.action !== undefined && item.state !== "done").toArray(), [], [userId],
  );
  return computed(() => new Map(open.value.sort(byAge).map((item) => [item.case_id!, item])));
}

/** The last waiting step of every case that has one; one look at the database serves all rows of a list. */
export function useQueuedCases(): Marks {
  shared ??= effectScope(true).run(marks)!;
  return shared;
}
