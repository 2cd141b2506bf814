/** Photos added to a case from this phone: taking them in, watching them travel, taking one back. */
import type { PhotoRole, PhotoSource } from "@/api/types";
import { db } from "@/db/db";
import { useLive } from "@/db/live";
import type { ItemState, PhotoRow } from "@/db/rows";
import { dropPhotos } from "@/evidence/keep";
import { fixFor } from "@/evidence/fixes";
import { useSession } from "@/session/store";
import { wake } from "./engine";
import type { Recorded } from "@/camera/voice/useRecorder";
import { enqueueCasePhoto, enqueueCaseVoice, type CasePhoto } from "./enqueue";

type Handling = Pick<CasePhoto, "headingDeg" | "shutter">;

export interface CasePhotoProgress extends PhotoRow {
  /** Of its outbox item; `done` means the server's receipt repeated our hash. */
  delivery: ItemState;
  problem: string | null;
}

/** Stores the photo on the phone and starts sending it. Throws PhotoRefused for a file that is no usable photo. */
export async function addCasePhoto(caseId: string, role: PhotoRole, file: File, source: PhotoSource, how: Handling = {}): Promise<PhotoRow> {
  const userId = useSession().me!.id;
  const row = await enqueueCasePhoto({ caseId, role, file, source, userId, positionAt: fixFor, now: Date.now(), ...how });
  wake();
  return row;
}

/** Stores a voice note for the case on the phone and starts sending it. */
export async function addCaseVoice(caseId: string, recorded: Recorded): Promise<PhotoRow> {
  const userId = useSession().me!.id;
  const row = await enqueueCaseVoice({ caseId, recorded, userId, positionAt: fixFor, now: Date.now() });
  wake();
  return row;
}

/** Every photo this phone added to the case, oldest first, following the database. */
export function useCasePhotos(caseId: () => string) {
  const query = async (): Promise<CasePhotoProgress[]> => {
    const rows = await db.photos.where({ case_id: caseId() }).and((photo) => photo.owner === photo.id).sortBy("added");
    const items = await db.outbox.bulkGet(rows.map((row) => row.id));
    return rows.map((row, i) => ({ ...row, delivery: items[i]?.state ?? "done", problem: items[i]?.reason ?? null }));
  };
  return useLive<CasePhotoProgress[]>(query, [], [caseId]);
}

/** Takes a photo back; only while the server has not heard of it. Returns false when it is too late. */
export async function removeCasePhoto(photoId: string): Promise<boolean> {
  const item = await db.outbox.get(photoId);
  if (!item || item.accepted !== null || item.state === "uploading") return false;
  await db.outbox.delete(photoId);
  await dropPhotos([photoId]);
  return true;
}
