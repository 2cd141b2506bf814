/** The log's public routes as the witness asks them, past every cache. Null means: no answer to judge by. */
import { networkProblem, Problem, problemFrom } from "@/api/problem";
import { fromBase64 } from "./notes";

export interface LogServer {
  /** The latest signed checkpoint; null before the first one. */
  checkpoint(): Promise<string | null>;
  /** Every key that ever signed. */
  keys(): Promise<string[]>;
  /** The checkpoint with which a key began; null when the server knows none. */
  firstCheckpoint(keyId: string): Promise<string | null>;
  /** Null when the server says that there is no such proof. */
  inclusion(index: number, size: number): Promise<Uint8Array[] | null>;
  consistency(from: number, to: number): Promise<Uint8Array[] | null>;
}

const TIMEOUT_MS = 20_000;

async function fetched(path: string): Promise<Response> {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), TIMEOUT_MS);
  try {
    return await fetch(`/api/v1/log/${path}`, { cache: "no-store", signal: clock.signal });
  } catch {
    throw networkProblem();
  } finally {
    clearTimeout(timer);
  }
}

async function ask(path: string, type: string): Promise<Response | null> {
  const response = await fetched(path);
  const kind = response.headers.get("Content-Type") ?? "";
  if (response.status === 404 || response.status === 422) {
    // Our server says no in its own words; anything else is some box between us and it.
    if (kind.startsWith("application/problem+json")) return null;
    throw networkProblem();
  }
  if (!response.ok) throw await problemFrom(response);
  if (!kind.startsWith(type)) throw new Problem("unexpected_answer", response.status, "");
  return response;
}

async function text(path: string): Promise<string | null> {
  return (await ask(path, "text/plain"))?.text() ?? null;
}

/** A proof that cannot even be read is none. */
async function hashes(path: string): Promise<Uint8Array[] | null> {
  const answer = await ask(path, "application/json");
  try {
    return answer && ((await answer.json()) as { hashes: string[] }).hashes.map(fromBase64);
  } catch {
    return null;
  }
}

export const logServer: LogServer = {
  checkpoint: () => text("checkpoint"),
  keys: async () => ((await text("keys")) ?? "").split("\n").filter(Boolean),
  firstCheckpoint: (keyId) => text(`keys/${keyId}/checkpoint`),
  inclusion: (index, size) => hashes(`proof/inclusion?index=${index}&size=${size}`),
  consistency: (from, to) => hashes(`proof/consistency?from=${from}&to=${to}`),
};
