/** Installing the app: the browser's own offer is kept for when the person asks, and never shown unasked. */
import { shallowRef } from "vue";

interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

export const installOffer = shallowRef<InstallOffer | null>(null);
const PUT_OFF = "install-put-off";
const PUT_OFF_MS = 30 * 24 * 3600_000;

export function catchInstallOffer(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installOffer.value = event as InstallOffer;
  });
  window.addEventListener("appinstalled", () => (installOffer.value = null));
}

export const installed = (): boolean =>
  window.matchMedia("(display-mode: standalone)").matches || (navigator as Navigator & { standalone?: boolean }).standalone === true;

/** iPhones and iPads, which also call themselves Macs; they clear a site that was not used for seven days. */
export const clearsAfterSevenDays = (agent = navigator.userAgent, touches = navigator.maxTouchPoints): boolean =>
  /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1);

export function putOff(now: number): void {
  localStorage.setItem(PUT_OFF, String(now));
}

/** Said once and left alone for a month. */
export const isPutOff = (now: number): boolean => now - Number(localStorage.getItem(PUT_OFF) ?? 0) < PUT_OFF_MS;
