/** The filters a person keeps on the server, so that they are there on every device. */
import { ref, shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem, sentence } from "@/api/problem";
import type { SavedFilter } from "@/api/types";
import { uuidv7 } from "@/evidence/uuid";

export function useSavedFilters() {
  const saved = shallowRef<SavedFilter[]>([]);
  const trouble = ref("");

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    trouble.value = "";
    try {
      await work();
      return true;
    } catch (error) {
      if (!isProblem(error)) throw error;
      trouble.value = sentence(error);
      return false;
    }
  }

  const load = () =>
    attempt(async () => {
      saved.value = (await api.get("/me/filters")).items;
    });

  /** Keeps a new filter, or changes the one with this id. */
  const keep = (name: string, query: Record<string, string>, id = uuidv7()) =>
    attempt(async () => {
      const row = await api.put("/me/filters/{filter_id}", { name, query }, { path: { filter_id: id } });
      const others = saved.value.filter((one) => one.id !== id);
      const at = saved.value.findIndex((one) => one.id === id);
      saved.value = at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)];
    });

  const forget = (id: string) =>
    attempt(async () => {
      await api.delete("/me/filters/{filter_id}", { path: { filter_id: id } });
      saved.value = saved.value.filter((one) => one.id !== id);
    });

  return { saved, trouble, load, keep, forget };
}
