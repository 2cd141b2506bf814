/** The inbox by keyboard: a cursor among the rows, and keys that open an action of the case under it. */
import { ref, type Ref } from "vue";
import { useRouter } from "vue-router";
import type { CaseSummary } from "@/api/types";
import { neighbour } from "./shortcuts";
import { useShortcuts } from "./useShortcuts";
import { wanted, type Wish } from "./wanted";

export interface Desk {
  items: Ref<readonly CaseSummary[]>;
  /** The case open beside the list. */
  selected: Ref<string | null>;
  pick: (item: CaseSummary) => void;
  help: () => void;
  undo: () => void;
}

const rowOf = (id: string): HTMLElement | null => document.querySelector(`[data-testid="case-row"][data-case-id="${id}"]`);

export function useDeskKeys({ items, selected, pick, help, undo }: Desk) {
  const router = useRouter();
  const cursor = ref<string | null>(null);
  const reach = (id: string): void => void (cursor.value = id);

  /** The row under the cursor; without one, or when it is gone, the open case. */
  function here(): string | null {
    const known = items.value.some((item) => item.id === cursor.value);
    return known ? cursor.value : selected.value;
  }
  function move(step: 1 | -1): void {
    const id = neighbour(items.value.map((item) => item.id), here(), step);
    if (id === null) return;
    cursor.value = id;
    const row = rowOf(id);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
  }
  function open(): void {
    const id = here();
    if (id) void router.push({ name: "case", params: { id } });
  }
  function wish(what: Wish): void {
    const id = here();
    if (!id) return;
    wanted.value = { id, wish: what };
    if (id !== selected.value) open();
  }
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open,
    accept: () => wish("accept"),
    reject: () => wish("reject"),
    merge: () => wish("merge"),
    select: () => {
      const item = items.value.find((one) => one.id === here());
      if (item) pick(item);
    },
    search: () => document.querySelector<HTMLElement>("[data-testid=case-search]")?.focus(),
    undo,
    help,
  });
  return { reach };
}
