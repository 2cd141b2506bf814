/** What the outbox needs of the server, and the real one behind it. */
import { api, request } from "@/api/client";
import type { Me, Photo, ReportReceipt } from "@/api/types";
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
  whoAmI: async () => (await api.get<Me>("/me", { timeoutMs: 15_000 })).id,
  putReport: async (id, body) => (await request<ReportReceipt>("PUT", `/reports/${id}`, { raw: body })).data,
  announce: async (photoId, body) => {
    await request("PUT", `/photos/${photoId}`, { raw: body });
  },
  upload: async (photo) => (await import("@/evidence/upload")).upload(photo),
  photo: (id) => api.get<Photo>(`/photos/${id}`),
};
