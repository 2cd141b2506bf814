/** Photos coming into a draft: one after the other, each safe on the phone before the next is touched. */
import { showToast } from "vant";
import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type { PhotoRole, PhotoSource } from "@/api/types";
import type { Shot } from "@/camera/shoot";
import type { Draft, PhotoRow } from "@/db/rows";
import { fixFor } from "@/evidence/fixes";
import { PhotoRefused, takeIn, type Circumstances } from "@/evidence/intake";
import { keepPhoto } from "@/evidence/keep";
import { hasRoom } from "@/shell/storage";
import { categoryByCode } from "./categories";
import { plain } from "./drafts";
import { nextRole } from "./roles";

/** The server takes no more with one report. */
const MOST_PHOTOS = 30;

export function usePhotoIntake(draft: Ref<Draft>, photos: Readonly<Ref<PhotoRow[]>>, change: (part: Partial<Draft>) => void) {
  const { t } = useI18n();
  const busy = ref(false);

  /** A sentence for the person when no more can be taken in. */
  async function full(taken: number): Promise<string> {
    if (taken >= MOST_PHOTOS) return t("evidence.too_many", { n: MOST_PHOTOS });
    return (await hasRoom()) ? "" : t("evidence.no_room");
  }

  async function one(file: File, taken: Pick<PhotoRow, "role" | "sha256">[], how: Pick<Circumstances, "source" | "role" | "headingDeg" | "shutter">): Promise<void> {
    const about = { userId: draft.value.user_id, owner: draft.value.id, caseId: null, positionAt: fixFor, now: Date.now(), ...how };
    const photo = await takeIn(file, about);
    if (taken.some((other) => other.sha256 === photo.row.sha256)) throw new PhotoRefused("repeated");
    change(how.source !== "gallery" && !draft.value.captured_at ? { captured_at: photo.row.captured_at } : {});
    await keepPhoto(photo, plain(draft.value));
    taken.push(photo.row);
  }

  async function add(files: File[], source: PhotoSource): Promise<void> {
    busy.value = true;
    const taken = [...photos.value];
    try {
      for (const file of files) {
        const why = await full(taken.length);
        if (why) return void showToast(why);
        await one(file, taken, { source, role: nextRole(categoryByCode(draft.value.category), taken) }).catch((error: unknown) => {
          if (!(error instanceof PhotoRefused)) throw error;
          showToast(t(`evidence.refused.${error.why}`, { name: file.name }));
        });
      }
    } finally {
      busy.value = false;
    }
  }

  /** A shot of the app's own camera; resolves when the phone has it, rejects with a sentence. */
  async function keep(shot: Shot, role: PhotoRole): Promise<void> {
    const why = await full(photos.value.length);
    if (why) throw new Error(why);
    const { headingDeg, shutter } = shot;
    await one(shot.file, [...photos.value], { source: "in_app", role, headingDeg, shutter }).catch((error: unknown) => {
      throw new Error(error instanceof PhotoRefused ? t(`evidence.refused.${error.why}`, { name: t("evidence.this_shot") }) : t("evidence.not_kept"));
    });
  }
  return { busy, add, keep };
}
