/** The outbox's engine: a call for delivery is never lost, also not while the lock is being given back. */
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { running, wake } from "@/outbox/engine";

const PATIENCE = { timeout: 30_000 };
let asked = 0;
let release: () => void = () => undefined;
let worked: Promise<void> = Promise.resolve();

beforeEach(() => {
  asked = 0;
  setActivePinia(createPinia());
  const request = async (_name: string, work: () => Promise<void>): Promise<void> => {
    asked += 1;
    const released = new Promise<void>((resolve) => (release = resolve));
    worked = work();
    await worked;
    await released;
  };
  vi.stubGlobal("navigator", { onLine: false, locks: { request } });
});

afterEach(() => vi.unstubAllGlobals());

test("who calls while the lock is being given back is heard, and once is enough", async () => {
  wake();
  await worked;
  wake();
  expect(asked).toBe(1);

  release();
  await vi.waitFor(() => expect(asked).toBe(2), PATIENCE);
  await worked;
  release();
  await vi.waitFor(() => expect(running.value).toBe(false), PATIENCE);
  expect(asked).toBe(2);
});
