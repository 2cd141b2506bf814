/** The sources that whoever fills in a report may name; none for an inspector, who files what they saw. */
import { computed, onMounted, shallowRef, type Ref } from "vue";
import type { Source } from "@/api/types";
import type { Draft } from "@/db/rows";
import { useSession } from "@/session/store";
import { choicesOf, loadSources } from "@/sources/catalog";

export function useSource(draft: Ref<Draft>) {
  const session = useSession();
  const sources = shallowRef<Source[]>([]);
  const source = computed(() => sources.value.find((one) => one.code === draft.value.source) ?? null);
  onMounted(async () => {
    // Without the list everything is a patrol, as it is for most people anyway.
    if (session.has("supervisor", "verifier")) sources.value = choicesOf(await loadSources().catch(() => []), session.me!.roles);
  });
  return { sources, source };
}
