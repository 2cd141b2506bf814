/** A new version never takes what somebody is writing: drafts are written first, open forms hold the offer back. */
import { expect, test, vi } from "vitest";
import { createApp, h, nextTick } from "vue";
import { i18n } from "@/i18n";
import { beforeReload, held, holdUpdates, takeUpdate, updateWaiting } from "@/shell/update";
import UpdateBar from "@/shell/UpdateBar.vue";

function mounted(component: Parameters<typeof createApp>[0]) {
  const place = document.createElement("div");
  const app = createApp(component).use(i18n);
  app.mount(place);
  return { place, leave: () => app.unmount() };
}
const offered = (place: Element) => place.querySelector("[data-testid=update-bar]") !== null;

test("an open form holds the offer back until it is closed", async () => {
  updateWaiting.value = true;
  const { place, leave } = mounted(UpdateBar);
  expect(offered(place)).toBe(true);

  const form = mounted({ setup: () => (holdUpdates(), () => h("form")) });
  await nextTick();
  expect([held.value, offered(place)]).toEqual([1, false]);

  form.leave();
  await nextTick();
  expect([held.value, offered(place)]).toEqual([0, true]);
  leave();
});

test("what could not be written keeps the old version, and the button can be pressed again", async () => {
  vi.useFakeTimers();
  const stop = beforeReload(() => Promise.reject(new Error("storage full")));
  await expect(takeUpdate()).rejects.toThrow("storage full");
  expect(vi.getTimerCount()).toBe(0);

  updateWaiting.value = true;
  const { place, leave } = mounted(UpdateBar);
  place.querySelector<HTMLButtonElement>("[data-testid=take-update]")!.click();
  await nextTick();
  await vi.advanceTimersByTimeAsync(0);
  expect(place.querySelector<HTMLButtonElement>("[data-testid=take-update]")!.disabled).toBe(false);
  leave();
  stop();
  vi.useRealTimers();
});
