/** Whether the app's own camera covers the form: kept in the address, so that the phone's back button closes it. */
import { computed, ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import type { CameraTrouble } from "@/camera/stream";

export function useShooting() {
  const route = useRoute();
  const router = useRouter();
  const trouble = ref<CameraTrouble | null>(null);
  const shooting = computed(() => route.query.shoot !== undefined);

  function open(): void {
    trouble.value = null;
    void router.push({ query: { ...route.query, shoot: "1" } });
  }
  function close(): void {
    void router.replace({ query: { ...route.query, shoot: undefined } });
  }
  function fail(why: CameraTrouble): void {
    trouble.value = why;
    close();
  }
  return { shooting, cameraTrouble: trouble, open, closeCamera: close, fail };
}
