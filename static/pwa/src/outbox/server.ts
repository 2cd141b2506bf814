/** What the outbox needs of the server, and the real one behind it. */
import { api, call } from "@/api/client";
import type { Photo, ReportReceipt } from "@/api/types";
import type { Sending } from "@/evidence/upload";

export interface Server {
  /** Id of the person the server would act for. */
  whoAmI(): Promise<number>;
  putReport(id: string, body: string): Promise<ReportReceipt>;
  announce(photoId: string, body: string): Promise<void>;
  upload(photo: Sending): Promise<void>;
  photo(id: string): Promise<Photo>;
}

export const realServer: Server = {
  whoAmI: async () => (await api.get("/me", { timeoutMs: 15_000 })).id,
  putReport: async (id, body) => (await call("put", "/reports/{report_id}", { path: { report_id: id }, raw: body })).data,
  announce: async (photoId, body) => {
    await call("put", "/photos/{photo_id}", { path: { photo_id: photoId }, raw: body });
  },
  upload: async (photo) => (await import("@/evidence/upload")).upload(photo),
  photo: (id) => api.get("/photos/{photo_id}", { path: { photo_id: id } }),
};
