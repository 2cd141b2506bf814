/** A list that grows page by page; a new beginning replaces it, and an answer that it has overtaken is dropped. */
import { ref, shallowRef } from "vue";
import { isProblem, sentence } from "./problem";
import type { Page } from "./types";

export function usePaged<T>(ask: (cursor: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[] | null>(null);
  const cursor = ref<string | null>(null);
  const trouble = ref("");
  let asked = 0;

  async function load(from: string | null = null): Promise<void> {
    const turn = ++asked;
    trouble.value = "";
    try {
      const page = await ask(from);
      if (turn !== asked) return;
      items.value = from ? [...(items.value ?? []), ...page.items] : page.items;
      cursor.value = page.next_cursor;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (turn === asked) trouble.value = sentence(error);
    }
  }
  return { items, cursor, trouble, load };
}
