/** What begins once the app stands: who am I, categories, the outbox, the service worker, and the form a killed page left open. */
import { watch } from "vue";
import { db } from "@/db/db";
import { resumeAfterSignIn, startEngine } from "@/outbox/engine";
import { countUnread, watchUnread } from "@/notices/unread";
import { loadCategories } from "@/reports/categories";
import { interruptedDraft } from "@/reports/drafts";
import { router } from "@/router";
import { useSession } from "@/session/store";
import { catchInstallOffer } from "./install";
import { interruptedSpot } from "./spot";
import { makeWayForNewer, registerWorker } from "./update";

async function reopenInterrupted(): Promise<void> {
  const session = useSession();
  await router.isReady();
  if (!session.me || router.currentRoute.value.name !== "home") return;
  const draft = await interruptedDraft(session.me.id, Date.now());
  const spot = interruptedSpot(Date.now());
  if (draft) await router.replace({ name: "report", params: { draft } });
  else if (spot) await router.replace(spot);
}

/** The bell's number, and push messages for somebody who has them on this browser. */
function hearNotices(person: number): void {
  void countUnread(true);
  if (localStorage.getItem(`push:${person}`)) void import("@/notices/push").then(({ renewPush }) => renewPush(person));
}

export async function startWork(): Promise<void> {
  const session = useSession();
  void registerWorker();
  makeWayForNewer(db);
  catchInstallOffer();
  await reopenInterrupted();
  startEngine();
  watch(() => (session.expired ? null : session.me?.id), (id, before) => {
    if (id === undefined || id === null || id === before) return;
    void loadCategories();
    void resumeAfterSignIn();
    hearNotices(id);
  });
  watch(() => session.me, (me) => {
    if (!me && !router.currentRoute.value.meta.open) void router.replace({ name: "signin" });
  });
  watchUnread(() => Boolean(session.me) && !session.expired);
  navigator.serviceWorker?.addEventListener("message", (event) => {
    const said = event.data as { type?: string; path?: string } | null;
    if (said?.type === "OPEN" && said.path) void router.push(said.path);
  });
  if (session.me) {
    hearNotices(session.me.id);
    void session.refresh();
    void loadCategories();
  }
  const { sweepDelivered } = await import("@/outbox/sweep");
  await sweepDelivered(Date.now());
}
