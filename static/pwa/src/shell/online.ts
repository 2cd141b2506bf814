/** Whether the phone says it has a network. That says nothing about the server, but its "no" can be believed. */
import { onScopeDispose, ref, type Ref } from "vue";

export function useOnline(): Readonly<Ref<boolean>> {
  const online = ref(navigator.onLine);
  const look = () => (online.value = navigator.onLine);
  window.addEventListener("online", look);
  window.addEventListener("offline", look);
  onScopeDispose(() => {
    window.removeEventListener("online", look);
    window.removeEventListener("offline", look);
  });
  return online;
}
