/** A file that is tried as soon as it is chosen, and brought in when somebody says so: all of it or nothing. */
import { shallowRef } from "vue";
import { request } from "./client";
import { useSending } from "./useSending";

export function useFileTrial<T>(address: string, taken: () => void, language: () => Record<string, string> = () => ({})) {
  const file = shallowRef<File | null>(null);
  const found = shallowRef<T | null>(null);
  const { busy, trouble, sending } = useSending();

  async function send(apply: boolean): Promise<void> {
    const raw = file.value;
    if (!raw) return;
    await sending(async () => {
      const headers = { "Content-Type": "application/octet-stream" };
      found.value = (await request<T>("POST", address, { query: { apply, ...language() }, raw, headers, timeoutMs: 120_000 })).data;
      if (apply) taken();
    });
  }

  function choose(event: Event): void {
    file.value = (event.target as HTMLInputElement).files?.[0] ?? null;
    found.value = null;
    void send(false);
  }
  return { found, busy, trouble, send, choose };
}
