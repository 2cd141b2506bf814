/** What the outbox needs of the server, and the real one behind it. */
import { api, call, request } from "@/api/client";
import type { Case, Photo, Receipt, ReportReceipt } from "@/api/types";
import type { Sending } from "@/evidence/upload";

/** What came of an action; `case` is null when it took the case out of this person's sight, as refusing it does. */
export interface Acted {
  case: Case | null;
  log_index?: number;
}

export interface Server {
  /** Id of the person the server would act for. */
  whoAmI(): Promise<number>;
  putReport(id: string, body: string): Promise<ReportReceipt>;
  announce(photoId: string, body: string): Promise<void>;
  putVisit(id: string, body: string): Promise<Pick<Receipt, "log_index" | "leaf_hash">>;
  upload(photo: Sending): Promise<void>;
  photo(id: string): Promise<Photo>;
  act(path: string, body: string, version: number, key: string): Promise<Acted>;
}

export const realServer: Server = {
  whoAmI: async () => (await api.get("/me", { timeoutMs: 15_000 })).id,
  putReport: async (id, body) => (await call("put", "/reports/{report_id}", { path: { report_id: id }, raw: body })).data,
  announce: async (photoId, body) => {
    await call("put", "/photos/{photo_id}", { path: { photo_id: photoId }, raw: body });
  },
  putVisit: async (id, body) => (await call("put", "/visits/{visit_id}", { path: { visit_id: id }, raw: body })).data,
  upload: async (photo) => (await import("@/evidence/upload")).upload(photo),
  photo: (id) => api.get("/photos/{photo_id}", { path: { photo_id: id } }),
  act: async (path, body, version, key) => {
    const headers = { "If-Match": `"${version}"`, "Idempotency-Key": key };
    return (await request<Acted>("POST", path, { raw: body, headers })).data;
  },
};
