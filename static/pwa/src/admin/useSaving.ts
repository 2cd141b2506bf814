/** One save button: busy while it runs, and the sentence of what went wrong. */
import { ref } from "vue";
import { sentence } from "@/api/problem";

export function useSaving() {
  const saving = ref(false);
  const trouble = ref("");

  /** The answer, or null when it was refused; `trouble` then says why. */
  async function save<T>(work: () => Promise<T>): Promise<T | null> {
    if (saving.value) return null;
    saving.value = true;
    trouble.value = "";
    try {
      return await work();
    } catch (error) {
      trouble.value = sentence(error);
      return null;
    } finally {
      saving.value = false;
    }
  }
  return { saving, trouble, save };
}
