/** Service worker: keeps the shell on the phone; never touches /api/ and never updates without being told. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null })[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL("index.html"), { denylist: [/^\/api\//, /\/app\/.*\.[a-z0-9]+$/i] }));

// A new version waits until the person agrees: a reload over a half-written report would be rude.
self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});

// Without claim the first visit is not controlled, and a lazy page fails if the signal goes right then.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Background sync only wakes open pages; the queue itself lives in page code, because iOS has no such event.
self.addEventListener("sync", (event) => {
  const wake = async () => {
    for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ type: "WAKE_OUTBOX" });
  };
  (event as ExtendableEvent).waitUntil(wake());
});

interface Told {
  title: string;
  body: string;
  tag: string;
  /** Null when several came as one message. */
  notice: number | null;
}

async function tellPages(message: { type: string; path?: string }): Promise<void> {
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage(message);
}

// The same tag again takes the place of the first message: one that was sent twice is shown once.
self.addEventListener("push", (event) => {
  const told = event.data?.json() as Told | undefined;
  if (!told) return;
  const icon = "/app/icons/icon-192.png";
  const shown = self.registration.showNotification(told.title, { body: told.body, tag: told.tag, icon, badge: icon, data: told.notice });
  event.waitUntil(Promise.all([shown, tellPages({ type: "NOTICE" })]));
});

// An open page goes there by itself, so that a form in it saves its draft; otherwise the app opens.
self.addEventListener("notificationclick", (event) => {
  const notice = event.notification.data as number | null;
  const path = notice ? `/notices/${notice}` : "/notices";
  event.notification.close();
  const open = async () => {
    const [page] = await self.clients.matchAll({ type: "window" });
    if (!page) return void (await self.clients.openWindow(`/app${path}`));
    await page.focus();
    page.postMessage({ type: "OPEN", path });
  };
  event.waitUntil(open());
});
