/** Sends one photo by the tus protocol and resumes inside it. Loaded only when there is something to send. */
import { DetailedError, Upload } from "tus-js-client";
import { networkProblem, Problem } from "@/api/problem";
import { base64, sha256 } from "./hash";

const ENDPOINT = "/api/v1/uploads";
const STALLED_MS = 60_000;

export interface Sending {
  id: string;
  data: ArrayBuffer;
  /** An earlier attempt may have left bytes on the server: ask for the offset first. */
  begun: boolean;
  /** Bytes per request; Infinity sends the whole file at once. */
  chunkSize: number;
  onSent(bytes: number): void;
}

function problemOf(error: Error | DetailedError): Problem {
  const response = "originalResponse" in error ? error.originalResponse : null;
  if (!response) return networkProblem();
  const wait = Number.parseInt(response.getHeader("Retry-After") ?? "", 10);
  const body = parsed(response.getBody());
  const code = typeof body.code === "string" ? body.code : "unexpected_answer";
  return new Problem(code, response.getStatus(), String(body.detail ?? ""), body, Number.isFinite(wait) ? wait : null);
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Each request carries the SHA-256 of just its own bytes, so that a damaged chunk is refused at once. */
async function checksum(data: ArrayBuffer, offset: number, chunkSize: number): Promise<string> {
  const end = Math.min(data.byteLength, offset + chunkSize);
  return `sha256 ${base64(await sha256(data.slice(offset, end)))}`;
}

/** Resolves when the server has every byte; rejects with a Problem. A link that stands still for a minute counts as broken. */
export function upload(photo: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    let watchdog: ReturnType<typeof setTimeout>;
    const settle = (act: () => void) => {
      clearTimeout(watchdog);
      act();
    };
    const sending = new Upload(new Blob([photo.data]), {
      endpoint: ENDPOINT,
      uploadUrl: photo.begun ? `${ENDPOINT}/${photo.id}` : null,
      metadata: { photo_id: photo.id },
      chunkSize: photo.chunkSize,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: async (request) => {
        if (request.getMethod() !== "PATCH") return;
        const offset = Number(request.getHeader("Upload-Offset"));
        request.setHeader("Upload-Checksum", await checksum(photo.data, offset, photo.chunkSize));
      },
      onProgress: (sent) => {
        watch();
        photo.onSent(sent);
      },
      onError: (error) => settle(() => reject(problemOf(error))),
      onSuccess: () => settle(resolve),
    });
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => void sending.abort().then(() => reject(networkProblem())), STALLED_MS);
    };
    watch();
    sending.start();
  });
}
