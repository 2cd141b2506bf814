/** Who is using the app: remembered on the phone so that it opens offline, confirmed by the server when it answers. */
import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { api, onNotSignedIn } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Me, Role } from "@/api/types";

const KEPT = "me";

function remembered(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null") as Me | null;
  } catch {
    return null;
  }
}

/** Server clock minus phone clock, in milliseconds; the answer is taken as made halfway through the exchange. */
function offsetOf(serverTime: string, sentAt: number, gotAt: number): number {
  return Math.round(Date.parse(serverTime) - (sentAt + gotAt) / 2);
}

export const useSession = defineStore("session", () => {
  const me = ref<Me | null>(remembered());
  /** The server no longer knows our session; work goes on offline until the person signs in again. */
  const expired = ref(false);
  const clockOffsetMs = ref<number | null>(null);
  const roles = computed<Role[]>(() => me.value?.roles ?? []);
  const has = (...wanted: Role[]) => wanted.some((role) => roles.value.includes(role));

  function keep(person: Me | null): void {
    me.value = person;
    expired.value = false;
    if (person) localStorage.setItem(KEPT, JSON.stringify(person));
    else localStorage.removeItem(KEPT);
  }

  async function timed(ask: () => Promise<Me>): Promise<void> {
    const sentAt = Date.now();
    const person = await ask();
    clockOffsetMs.value = offsetOf(person.server_time, sentAt, Date.now());
    keep(person);
  }

  const signIn = (username: string, password: string) => timed(() => api.post("/session", { username, password }));

  /** Asks the server who we are. Offline keeps what is remembered; a 401 marks the session as expired. */
  async function refresh(): Promise<void> {
    try {
      await timed(() => api.get("/me"));
    } catch (error) {
      if (!isProblem(error)) throw error;
    }
  }

  async function signOut(): Promise<void> {
    try {
      await api.delete("/session");
    } catch (error) {
      if (!isProblem(error) || error.status !== 401) throw error;
    }
    const leaving = me.value?.id;
    keep(null);
    if (leaving !== undefined) await (await import("@/kept/forget")).forgetKept(leaving);
  }

  // Another tab signed in or out: follow it, so that no row travels under the wrong account.
  window.addEventListener("storage", (event) => {
    if (event.key === KEPT) me.value = remembered();
  });

  onNotSignedIn(() => {
    if (me.value) expired.value = true;
  });

  return { me, expired, clockOffsetMs, roles, has, signIn, signOut, refresh };
});
