/** Push messages on this browser: whether it can, asking for it on a tap, and renewing it after signing in again. */
import { api } from "@/api/client";
import { deviceName } from "@/session/device";

export type PushState = "on" | "off" | "denied" | "install" | "unsupported";

const mark = (person: number): string => `push:${person}`;
const standalone = (): boolean =>
  window.matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
const ios = (): boolean => /iPhone|iPad/.test(navigator.userAgent);

/** Why a browser cannot: on iOS a page has no push messages until it stands on the home screen. */
function able(): PushState | null {
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return null;
  return ios() && !standalone() ? "install" : "unsupported";
}

export async function pushState(person: number): Promise<PushState> {
  const unable = able();
  if (unable) return unable;
  if (Notification.permission === "denied") return "denied";
  if (Notification.permission !== "granted" || !localStorage.getItem(mark(person))) return "off";
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ? "on" : "off";
}

const bytes = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const sameKey = (known: ArrayBuffer | null, wanted: Uint8Array): boolean =>
  known !== null && String(new Uint8Array(known)) === String(wanted);

/** The browser's subscription under the installation's key of today. */
async function subscription(): Promise<PushSubscription> {
  const registration = await navigator.serviceWorker.ready;
  const key = bytes((await api.get("/push/key")).key);
  const known = await registration.pushManager.getSubscription();
  if (known && sameKey(known.options.applicationServerKey, key)) return known;
  await known?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tellServer(found: PushSubscription): Promise<void> {
  const { endpoint, keys } = found.toJSON();
  const told = { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" };
  await api.post("/push/subscriptions", { endpoint: endpoint ?? "", keys: told, name: deviceName(navigator.userAgent) });
}

/** Asks the person; call it from a tap only. */
export async function enablePush(person: number): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState(person);
  await tellServer(await subscription());
  localStorage.setItem(mark(person), "1");
  return "on";
}

export async function disablePush(person: number): Promise<PushState> {
  localStorage.removeItem(mark(person));
  const { items } = await api.get("/push/subscriptions");
  const own = items.filter((item) => item.current);
  await Promise.all(own.map((item) => api.delete("/push/subscriptions/{subscription_id}", { path: { subscription_id: item.id } })));
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  return "off";
}

/** Signing out ended it on the server; the same person on the same browser has it back without being asked. */
export async function renewPush(person: number): Promise<void> {
  if (able() || Notification.permission !== "granted" || !localStorage.getItem(mark(person))) return;
  await tellServer(await subscription()).catch(() => undefined);
}
