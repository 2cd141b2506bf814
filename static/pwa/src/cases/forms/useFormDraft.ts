/** What is being typed into an action's form, kept on every change: a killed page finds it again. */
import { onScopeDispose, watch, type Ref } from "vue";
import { db, durable } from "@/db/db";
import { keptAnswer } from "@/kept/answers";
import { useSession } from "@/session/store";
import { beforeReload } from "@/shell/update";
import { closeSpot, openSpot } from "@/shell/spot";
import type { Values } from "../offerForm";

const QUIET_MS = 200;

export function useFormDraft(name: string, caseId: string, values: Ref<Values>) {
  const userId = useSession().me?.id ?? -1;
  const key = `form ${caseId} ${name}`;
  const untouched = JSON.stringify(values.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let done = false;

  async function keep(): Promise<void> {
    clearTimeout(timer);
    if (done || JSON.stringify(values.value) === untouched) return;
    const value = { ...values.value };
    await durable(() => db.answers.put({ user_id: userId, key, value, kept: Date.now() }));
  }

  /** It went out, or waits in the outbox: a new form starts empty. */
  async function forget(): Promise<void> {
    done = true;
    clearTimeout(timer);
    await db.answers.delete([userId, key]);
  }

  async function restore(): Promise<void> {
    const old = await keptAnswer<Values>(userId, key);
    if (old && JSON.stringify(values.value) === untouched) values.value = { ...values.value, ...old };
  }

  watch(values, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void keep(), QUIET_MS);
  }, { deep: true });
  const hidden = () => void (document.visibilityState === "hidden" && keep());
  document.addEventListener("visibilitychange", hidden);
  const stop = beforeReload(keep);
  openSpot(`/cases/${caseId}?open=${encodeURIComponent(name)}`, Date.now());
  void restore();
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", hidden);
    stop();
    closeSpot();
    void keep();
  });
  return { forget };
}
