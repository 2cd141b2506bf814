/** What begins once the app stands: who am I, categories, the outbox, the service worker, and the form a killed page left open. */
import { watch } from "vue";
import { resumeAfterSignIn, startEngine } from "@/outbox/engine";
import { sweepDelivered } from "@/outbox/sweep";
import { loadCategories } from "@/reports/categories";
import { interruptedDraft } from "@/reports/drafts";
import { router } from "@/router";
import { useSession } from "@/session/store";
import { registerWorker } from "./update";

async function reopenInterrupted(): Promise<void> {
  const session = useSession();
  await router.isReady();
  if (!session.me || router.currentRoute.value.name !== "home") return;
  const draft = await interruptedDraft(session.me.id, Date.now());
  if (draft) await router.replace({ name: "report", params: { draft } });
}

export async function startWork(): Promise<void> {
  const session = useSession();
  void registerWorker();
  await reopenInterrupted();
  startEngine();
  watch(() => (session.expired ? null : session.me?.id), (id, before) => {
    if (id === undefined || id === null || id === before) return;
    void loadCategories();
    void resumeAfterSignIn();
  });
  watch(() => session.me, (me) => {
    if (!me && !router.currentRoute.value.meta.open) void router.replace({ name: "signin" });
  });
  if (session.me) {
    void session.refresh();
    void loadCategories();
  }
  await sweepDelivered(Date.now());
}
