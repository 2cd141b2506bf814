/** Bundles of a case: asked for once, built in the background, taken as a zip. */
import { computed, onBeforeUnmount, ref, shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem, type Problem } from "@/api/problem";
import type { Schemas } from "@/api/typed";
import { uuidv7 } from "@/evidence/uuid";

export type Bundle = Schemas["BundleOut"];

const LOOK_AGAIN_MS = 2_000;

export const isWorking = (bundle: Bundle): boolean => bundle.state === "requested" || bundle.state === "building";

/** Bytes as people say them. */
export function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function useBundles(caseId: string) {
  const bundles = shallowRef<Bundle[]>([]);
  const problem = shallowRef<Problem | null>(null);
  const sending = ref(false);
  const working = computed(() => bundles.value.some(isWorking));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  let wish = { reason: "", key: "" };

  async function load(): Promise<void> {
    clearTimeout(timer);
    try {
      bundles.value = (await api.get("/cases/{case_id}/bundles", { path: { case_id: caseId } })).items;
      problem.value = null;
    } catch (error) {
      if (!isProblem(error)) throw error;
      problem.value = error;
    }
    if (working.value && !gone) timer = setTimeout(load, LOOK_AGAIN_MS);
  }

  /** True when it was taken; the same reason sent again after a lost answer asks for nothing new. */
  async function request(reason: string): Promise<boolean> {
    if (wish.reason !== reason) wish = { reason, key: uuidv7() };
    sending.value = true;
    problem.value = null;
    try {
      await api.post("/cases/{case_id}/bundles", { reason }, { path: { case_id: caseId }, headers: { "Idempotency-Key": wish.key } });
      wish = { reason: "", key: "" };
    } catch (error) {
      if (!isProblem(error)) throw error;
      problem.value = error;
      return false;
    } finally {
      sending.value = false;
    }
    await load();
    return true;
  }

  onBeforeUnmount(() => {
    gone = true;
    clearTimeout(timer);
  });

  return { bundles, problem, sending, load, request };
}
