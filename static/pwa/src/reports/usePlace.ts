/** The position of a draft: the phone's best honest fix around the capture, until a person sets a pin. */
import { computed, onScopeDispose, ref, watch, type Ref } from "vue";
import type { Position } from "@/api/types";
import { db } from "@/db/db";
import type { Draft } from "@/db/rows";
import { bestFix, fixFor, toPosition, useFixes, WINDOW_MS, type Fix } from "@/evidence/fixes";

const PATIENCE_MS = 20_000;

const same = (a: Position | null, b: Position | null) => JSON.stringify(a) === JSON.stringify(b);

/** A fix that should replace what the draft states, or undefined when nothing better is known. */
export function betterPosition(stated: Position | null, fixes: readonly Fix[], capturedAt: string | null, now: number): Position | undefined {
  if (stated?.source === "manual") return undefined;
  const fix = bestFix(fixes, capturedAt ? Date.parse(capturedAt) : now);
  if (!fix) return undefined;
  const found = toPosition(fix);
  const outdated = !capturedAt && stated !== null && stated.fix_at !== null && now - Date.parse(stated.fix_at) > WINDOW_MS;
  const sharper = stated === null || (stated.accuracy_m ?? Infinity) > (found.accuracy_m ?? Infinity);
  return (sharper || outdated) && !same(stated, found) ? found : undefined;
}

/** Photos taken before the first fix get the best one found since, if it is still honest for them. */
export async function placePhotos(owner: string): Promise<void> {
  for (const photo of await db.photos.where({ owner }).toArray()) {
    const found = fixFor(photo.captured_at);
    const sharper = found && (found.accuracy_m ?? Infinity) < (photo.position?.accuracy_m ?? Infinity);
    if (sharper) await db.photos.update(photo.id, { position: found });
  }
}

export function usePlace(draft: Ref<Draft>, change: (part: Partial<Draft>) => void) {
  const { fixes, trouble } = useFixes();
  const live = computed<Fix | null>(() => fixes.value.at(-1) ?? null);
  /** The phone has looked for so long that a person should hear why. */
  const slow = ref(false);
  const patience = setTimeout(() => (slow.value = true), PATIENCE_MS);
  onScopeDispose(() => clearTimeout(patience));

  watch([fixes, () => draft.value.captured_at], () => {
    const better = betterPosition(draft.value.position, fixes.value, draft.value.captured_at, Date.now());
    if (better) change({ position: better });
  });

  function pin(place: { lat: number; lon: number; accuracy_m: number | null }): void {
    const position: Position = { ...place, fix_at: new Date().toISOString(), source: "manual", datum: "wgs84" };
    change({ position });
  }
  /** Back from the pin to what the phone knows. */
  function unpin(): void {
    change({ position: betterPosition(null, fixes.value, draft.value.captured_at, Date.now()) ?? null });
  }
  return { live, trouble, slow, pin, unpin };
}
