/** The bell's number: asked for once a minute while somebody looks; 304 as long as nothing came. */
import { ref } from "vue";
import { request } from "@/api/client";

const EVERY_MS = 60_000;
export const unread = ref(0);
let tag = "";

/** Ask now; `afresh` for another person, whose number is not the last one's. */
export async function countUnread(afresh = false): Promise<void> {
  if (afresh) {
    tag = "";
    unread.value = 0;
  }
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  try {
    const answer = await request<{ count: number }>("GET", "/notices/unread", { headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 304) return;
    tag = answer.etag ?? "";
    unread.value = answer.data.count;
  } catch {
    // The next look tells.
  }
}

export function watchUnread(signedIn: () => boolean): void {
  const look = () => void (signedIn() && countUnread());
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if ((event.data as { type?: string } | null)?.type === "NOTICE") look();
  });
}
