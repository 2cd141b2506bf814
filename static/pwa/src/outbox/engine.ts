/** Keeps the outbox moving: one runner for all tabs, woken by everything that may mean "there is a connection now". */
import { ref } from "vue";
import { db } from "@/db/db";
import type { OutboxItem } from "@/db/rows";
import { useSession } from "@/session/store";
import { photosWait, sendAnyway } from "@/shell/lowData";
import { quiet } from "@/shell/quiet";
import type { Runner } from "./runner";

const TICK_MS = 30_000;
const SLOW_LINKS = new Set(["slow-2g", "2g", "3g"]);

interface Connection {
  effectiveType?: string;
  saveData?: boolean;
}

export const running = ref(false);
let again = false;
let timer: ReturnType<typeof setTimeout> | undefined;

function slowLink(): boolean {
  const link = (navigator as Navigator & { connection?: Connection }).connection;
  return Boolean(link && (link.saveData || SLOW_LINKS.has(link.effectiveType ?? "")));
}

/** Whom the server would know us as; null while nobody is signed in. */
function actor(): number | null {
  const session = useSession();
  return session.expired ? null : (session.me?.id ?? null);
}

/** Loaded with the first run, so that the first page does not wait for it. */
async function runner(): Promise<Runner> {
  const [{ Runner: Made }, { realServer }] = await Promise.all([import("./runner"), import("./server")]);
  return new Made({
    db,
    server: realServer,
    userId: actor,
    online: () => navigator.onLine,
    slow: slowLink,
    photosWait,
    now: Date.now,
    random: Math.random,
  });
}

/** One tab sends at a time; another one waits its turn, and finds what was left. Without Web Locks the server's idempotency is the net. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request("outbox", work);
}

/** What keeps the phone's copies true; it may wait for the page. */
function lookAfter(): void {
  void import("@/witness/sync").then(({ witness }) => witness(actor()));
  void import("@/kept/mirror").then(({ mirror }) => mirror(actor()));
}

async function runUntilQuiet(): Promise<void> {
  do {
    again = false;
    const next = await (await runner()).run();
    clearTimeout(timer);
    if (next !== null) timer = setTimeout(wake, Math.max(next - Date.now(), 250));
  } while (again);
  void quiet().then(lookAfter);
}

/** Starts a run, or makes the one under way go round once more. */
export function wake(): void {
  if (running.value) {
    again = true;
    return;
  }
  running.value = true;
  again = false;
  void alone(runUntilQuiet).finally(() => {
    running.value = false;
    // Giving the lock back takes a moment; who called in it must not wait for the next tick.
    if (again) wake();
  });
}

async function release(states: OutboxItem["state"][]): Promise<void> {
  const userId = useSession().me?.id;
  if (userId === undefined) return;
  await db.outbox
    .where({ user_id: userId })
    .and((item) => states.includes(item.state))
    .modify({ state: "queued", attempts: 0, next: 0 });
}

/** The network or the person is back: waiting times learnt while it was away mean nothing now. */
export async function wakeFresh(): Promise<void> {
  await release(["retry"]);
  wake();
}

/** After sign-in, the rows that waited for it go on. */
export async function resumeAfterSignIn(): Promise<void> {
  await release(["auth", "retry"]);
  wake();
}

/** A person decided that the photos are worth the data. */
export function sendPhotosNow(): void {
  sendAnyway.value = true;
  wake();
}

/** A person asked for this one again, whatever had happened to it. */
export async function retryItem(id: string): Promise<void> {
  await db.photos.where({ owner: id }).and((photo) => photo.state === "failed").modify({ state: "held" });
  await db.outbox.update(id, { state: "queued", attempts: 0, next: 0, reason: null, detail: null });
  wake();
}

export function startEngine(): void {
  window.addEventListener("online", () => void wakeFresh());
  window.addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void wakeFresh();
  });
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if ((event.data as { type?: string } | null)?.type === "WAKE_OUTBOX") wake();
  });
  setInterval(wake, TICK_MS);
  wake();
}
