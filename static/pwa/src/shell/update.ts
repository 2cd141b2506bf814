/** A new version of the app: found, offered, and taken only when the person says so. */
import type Dexie from "dexie";
import { onBeforeUnmount, onMounted, ref } from "vue";
import type { Workbox } from "workbox-window";
import { quiet } from "./quiet";

const HOURLY_MS = 3600_000;
/** Some phones never tell that the new worker took over; reload anyway after this. */
const RELOAD_ANYWAY_MS = 2000;

export const updateWaiting = ref(false);
let worker: Workbox | null = null;

/** The worker fetches the whole app the first time: not while the page somebody waits for still needs the line. */
export async function registerWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  await quiet();
  const { Workbox } = await import("workbox-window");
  worker = new Workbox("/app/sw.js", { scope: "/app/" });
  worker.addEventListener("waiting", () => (updateWaiting.value = true));
  void worker.register().catch(() => undefined);
  setInterval(() => void lookForUpdate(), HOURLY_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void lookForUpdate();
  });
}

export function lookForUpdate(): Promise<void> {
  return worker ? worker.update().catch(() => undefined) : Promise.resolve();
}

type Saver = () => Promise<void>;
const savers = new Set<Saver>();

/** Pages with unsaved work register here; their work is written before any reload. Returns how to leave. */
export function beforeReload(save: Saver): () => void {
  savers.add(save);
  return () => void savers.delete(save);
}

/** Open forms whose words stand nowhere else yet: while there is one, no new version is offered. */
export const held = ref(0);

/** For a form: holds the offer back as long as it is open. */
export function holdUpdates(): void {
  onMounted(() => held.value++);
  onBeforeUnmount(() => held.value--);
}

export async function saveAll(): Promise<void> {
  await Promise.all([...savers].map((save) => save()));
}

/** Another tab runs a newer version and waits for our hold on the database: save, let go, and become new too. */
export function makeWayForNewer(database: Dexie): void {
  database.on("versionchange", () => {
    void saveAll().finally(() => {
      database.close();
      window.location.reload();
    });
    return false;
  });
}

export async function takeUpdate(): Promise<void> {
  await saveAll();
  worker?.addEventListener("controlling", () => window.location.reload());
  worker?.messageSkipWaiting();
  setTimeout(() => window.location.reload(), RELOAD_ANYWAY_MS);
}
