/** The one door to /api/v1: JSON in, JSON out, a Problem for everything else. */
import { networkProblem, Problem, problemFrom } from "./problem";

const ROOT = "/api/v1";

export interface Options {
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  body?: unknown;
  /** A body that must travel exactly as it is, byte for byte. */
  raw?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}
export interface Answer<T> {
  data: T;
  status: number;
  etag: string | null;
}

type Listener = (problem: Problem) => void;
const listeners = new Set<Listener>();

/** Hears of every refused sign-in (401), so that the session can ask again. */
export function onNotSignedIn(listener: Listener): void {
  listeners.add(listener);
}

export function url(path: string, query: Options["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${ROOT}${path}${text ? `?${text}` : ""}`;
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) headers["Content-Type"] ??= "application/json";
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), options.timeoutMs ?? 30_000);
  options.signal?.addEventListener("abort", () => clock.abort());
  try {
    return await fetch(url(path, options.query), { method, headers, body, signal: clock.signal, credentials: "same-origin" });
  } catch {
    throw networkProblem();
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one request. Throws Problem for every answer that is not 2xx or 304. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  if (!response.ok && response.status !== 304) {
    const problem = await problemFrom(response);
    if (problem.status === 401 && path !== "/session") listeners.forEach((listener) => listener(problem));
    throw problem;
  }
  const empty = response.status === 204 || response.status === 304;
  const data = empty ? undefined : await response.json().catch(() => { throw new Problem("unexpected_answer", response.status, ""); });
  return { data: data as T, status: response.status, etag: response.headers.get("ETag") };
}

export const api = {
  get: async <T>(path: string, options?: Options) => (await request<T>("GET", path, options)).data,
  post: async <T>(path: string, body?: unknown, options?: Options) =>
    (await request<T>("POST", path, { ...options, body })).data,
  put: async <T>(path: string, body?: unknown, options?: Options) =>
    (await request<T>("PUT", path, { ...options, body })).data,
  patch: async <T>(path: string, body?: unknown, options?: Options) =>
    (await request<T>("PATCH", path, { ...options, body })).data,
  delete: async <T = void>(path: string, options?: Options) => (await request<T>("DELETE", path, options)).data,
};
