/** Rows chosen for one action: which, and whether choosing is going on at all. */
import { computed, ref, shallowRef, type Ref } from "vue";
import type { CaseSummary } from "@/api/types";

/** What one sheet may hold: more would be decided without looking. */
export const MOST_PICKED = 50;
/** Only these can be handed over. */
export const isAssignable = (item: CaseSummary): boolean => item.status === "accepted";

export function useSelection(items: Ref<readonly CaseSummary[]>) {
  const picking = ref(false);
  const ids = shallowRef<ReadonlySet<string>>(new Set());
  const chosen = computed(() => items.value.filter((item) => ids.value.has(item.id)));

  function toggle(item: CaseSummary): void {
    if (!isAssignable(item)) return;
    const next = new Set(ids.value);
    if (!next.delete(item.id) && next.size < MOST_PICKED) next.add(item.id);
    ids.value = next;
    picking.value = true;
  }
  function pickAll(): void {
    picking.value = true;
    ids.value = new Set(items.value.filter(isAssignable).slice(0, MOST_PICKED).map((item) => item.id));
  }
  function stop(): void {
    picking.value = false;
    ids.value = new Set();
  }
  return { picking, ids, chosen, toggle, pickAll, stop };
}
