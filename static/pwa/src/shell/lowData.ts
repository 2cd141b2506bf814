/** Sparing with data: pictures load when tapped, photos wait for Wi-Fi unless somebody sends them now. */
import { ref } from "vue";

const KEY = "low-data";
export const lowData = ref(localStorage.getItem(KEY) === "on");
/** A person decided that these photos are worth the data; until everything is sent. */
export const sendAnyway = ref(false);

export function setLowData(on: boolean): void {
  lowData.value = on;
  sendAnyway.value = false;
  localStorage.setItem(KEY, on ? "on" : "off");
}

/** Only some browsers tell; where nobody knows, Wi-Fi is not assumed. */
function onFreeLink(): boolean {
  const type = (navigator as Navigator & { connection?: { type?: string } }).connection?.type;
  return type === "wifi" || type === "ethernet";
}

/** Whether photos wait for a better link. Reports themselves never do. */
export function photosWait(): boolean {
  return lowData.value && !sendAnyway.value && !onFreeLink();
}
