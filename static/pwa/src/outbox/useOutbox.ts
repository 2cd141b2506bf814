/** The outbox as the screen sees it. */
import { computed } from "vue";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { OutboxItem, PhotoRow } from "@/db/rows";
import { useSession } from "@/session/store";

/** How long a delivered item stays on the list. */
const SHOWN_DONE_MS = 24 * 3600_000;

export function useOutbox() {
  const session = useSession();
  const userId = () => session.me?.id ?? -1;
  const all = useLive<OutboxItem[]>(() => db.outbox.where({ user_id: userId() }).toArray(), [], [userId]);
  const photos = useLive<PhotoRow[]>(() => db.photos.toArray(), []);
  const foreign = useLive<number>(
    () => db.outbox.where("user_id").notEqual(userId()).and((item) => item.state !== "done").count(), 0, [userId],
  );
  const unsent = computed(() => all.value.filter((item) => item.state !== "done").sort((a, b) => b.created - a.created));
  const recent = computed(() =>
    all.value
      .filter((item) => item.state === "done" && (item.finished ?? 0) > Date.now() - SHOWN_DONE_MS)
      .sort((a, b) => (b.finished ?? 0) - (a.finished ?? 0)),
  );
  const photosOf = (item: OutboxItem) => photos.value.filter((photo) => photo.owner === item.id);
  return { unsent, recent, foreign, photosOf };
}
