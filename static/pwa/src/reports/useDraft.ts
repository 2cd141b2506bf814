/** One draft on the screen: loaded, kept on every change, and kept again before anything that may kill the page. */
import { onScopeDispose, ref, watch } from "vue";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { Draft, PhotoRow } from "@/db/rows";
import { beforeReload } from "@/shell/update";
import { emptyDraft, noteClosed, noteOpen, saveDraft, worthKeeping } from "./drafts";

const QUIET_MS = 250;

export type Saving = "clean" | "saving" | "saved";

export function useDraft(id: string, userId: number) {
  const draft = ref<Draft>(emptyDraft(userId, Date.now(), id));
  const saving = ref<Saving>("clean");
  const restored = ref(false);
  const photos = useLive<PhotoRow[]>(() => db.photos.where({ owner: id }).sortBy("added"), []);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let ready = false;

  const loaded = db.drafts.get(id).then((kept) => {
    if (kept && kept.user_id === userId) {
      draft.value = kept;
      restored.value = true;
      saving.value = "saved";
    }
    ready = true;
  });

  /** Writes now; a form that holds only the phone's own position leaves nothing behind. */
  async function keep(): Promise<void> {
    clearTimeout(timer);
    if (closed || !ready || !worthKeeping(draft.value, photos.value.length)) return;
    await saveDraft(draft.value);
    saving.value = "saved";
  }

  function change(part: Partial<Draft>): void {
    Object.assign(draft.value, part, { changed: Date.now() });
  }

  watch(draft, (now, before) => {
    if (!ready || now !== before || !worthKeeping(now, photos.value.length)) return;
    saving.value = "saving";
    clearTimeout(timer);
    timer = setTimeout(() => void keep(), QUIET_MS);
  }, { deep: true });

  /** The draft is gone (sent or thrown away): nothing may write it again. */
  function close(): void {
    closed = true;
    clearTimeout(timer);
    noteClosed();
  }

  const hidden = () => void (document.visibilityState === "hidden" && keep());
  const leaving = () => void keep();
  noteOpen(id, Date.now());
  document.addEventListener("visibilitychange", hidden);
  window.addEventListener("pagehide", leaving);
  const stopReload = beforeReload(keep);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", hidden);
    window.removeEventListener("pagehide", leaving);
    stopReload();
    void keep().finally(noteClosed);
  });
  return { draft, photos, saving, restored, loaded, keep, change, close };
}
