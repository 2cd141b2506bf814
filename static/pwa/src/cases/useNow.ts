/** The present moment, ticking once half a minute, corrected by what the server's clock said: countdowns must not trust the phone. */
import { computed, onBeforeUnmount, ref, type ComputedRef } from "vue";
import { useSession } from "@/session/store";

export function useNow(): ComputedRef<number> {
  const session = useSession();
  const phone = ref(Date.now());
  const timer = window.setInterval(() => (phone.value = Date.now()), 30_000);
  onBeforeUnmount(() => window.clearInterval(timer));
  return computed(() => phone.value + (session.clockOffsetMs ?? 0));
}
