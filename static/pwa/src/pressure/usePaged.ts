/** A list that grows page by page; a new beginning replaces it. */
import { ref, shallowRef } from "vue";
import { isProblem, sentence } from "@/api/problem";
import type { Page } from "@/api/types";

export function usePaged<T>(ask: (cursor: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[] | null>(null);
  const cursor = ref<string | null>(null);
  const trouble = ref("");

  async function load(from: string | null = null): Promise<void> {
    trouble.value = "";
    try {
      const page = await ask(from);
      items.value = from ? [...(items.value ?? []), ...page.items] : page.items;
      cursor.value = page.next_cursor;
    } catch (error) {
      if (!isProblem(error)) throw error;
      trouble.value = sentence(error);
    }
  }
  return { items, cursor, trouble, load };
}
