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
