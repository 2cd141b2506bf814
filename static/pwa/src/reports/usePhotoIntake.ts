/** Photos coming into a draft: one after the other, each safe on the phone before the next is touched. */
import { showToast } from "vant";
import { ref, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type { PhotoSource } from "@/api/types";
import type { Draft, PhotoRow } from "@/db/rows";
import { fixFor } from "@/evidence/fixes";
import { PhotoRefused, takeIn } from "@/evidence/intake";
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

  async function one(file: File, source: PhotoSource, taken: Pick<PhotoRow, "role" | "sha256">[]): Promise<void> {
    const role = nextRole(categoryByCode(draft.value.category), taken);
    const about = { userId: draft.value.user_id, owner: draft.value.id, caseId: null, role, source, positionAt: fixFor, now: Date.now() };
    const photo = await takeIn(file, about);
    if (taken.some((other) => other.sha256 === photo.row.sha256)) throw new PhotoRefused("repeated");
    change(source === "camera" && !draft.value.captured_at ? { captured_at: photo.row.captured_at } : {});
    await keepPhoto(photo, plain(draft.value));
    taken.push(photo.row);
  }

  async function add(files: File[], source: PhotoSource): Promise<void> {
    busy.value = true;
    const taken = [...photos.value];
    try {
      for (const file of files) {
        if (taken.length >= MOST_PHOTOS) return void showToast(t("evidence.too_many", { n: MOST_PHOTOS }));
        if (!(await hasRoom())) return void showToast(t("evidence.no_room"));
        await one(file, source, taken).catch((error: unknown) => {
          if (!(error instanceof PhotoRefused)) throw error;
          showToast(t(`evidence.refused.${error.why}`, { name: file.name }));
        });
      }
    } finally {
      busy.value = false;
    }
  }
  return { busy, add };
}
