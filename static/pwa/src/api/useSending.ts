/** Something that is sent: whether it is on its way, and the sentence when it was refused. */
import { ref } from "vue";
import { sentence } from "./problem";

export function useSending() {
  const busy = ref(false);
  const trouble = ref("");

  async function sending(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    trouble.value = "";
    try {
      await work();
    } catch (error) {
      trouble.value = sentence(error);
    } finally {
      busy.value = false;
    }
  }
  return { busy, trouble, sending };
}
