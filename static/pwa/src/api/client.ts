/** The one door to /api/v1: JSON in, JSON out, a Problem for everything else. */
import { networkProblem, Problem, problemFrom } from "./problem";
import type { AnswerOf, BodyOf, PathOf, Rest, Verb } from "./typed";

const ROOT = "/api/v1";

interface Sending {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  timeoutMs?: number;
}
export interface Options extends Sending {
  /** What stands in the braces of the address. */
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  /** A body that must travel exactly as it is, byte for byte. */
  raw?: string | Blob;
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

export function url(path: string, query: Options["query"] = {}, parts: Options["path"] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parts[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${ROOT}${filled}${text ? `?${text}` : ""}`;
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  if (body !== undefined) headers["Content-Type"] ??= "application/json";
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), options.timeoutMs ?? 30_000);
  options.signal?.addEventListener("abort", () => clock.abort());
  try {
    return await fetch(url(path, options.query, options.path), { method, headers, body, signal: clock.signal, credentials: "same-origin" });
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

/** A request whose status or ETag matters, or whose body must travel as it is. */
export const call = <V extends Verb, P extends PathOf<V>>(
  verb: V, path: P, ...[options]: Rest<V, P, Sending & { body?: BodyOf<V, P>; raw?: string | Blob }>
): Promise<Answer<AnswerOf<V, P>>> => request(verb.toUpperCase(), path, options as Options);

type Read<V extends Verb> = {
  <P extends PathOf<V>>(path: P, ...rest: Rest<V, P, Sending>): Promise<AnswerOf<V, P>>;
  /** For an address that is put together while the app runs; its answer is what the caller says it is. */
  <T>(path: string, options?: Options): Promise<T>;
};
type Write<V extends Verb> = {
  <P extends PathOf<V>>(path: P, body?: BodyOf<V, P>, ...rest: Rest<V, P, Sending>): Promise<AnswerOf<V, P>>;
  <T>(path: string, body?: unknown, options?: Options): Promise<T>;
};
const reading = (method: string) => async (path: string, options?: Options) => (await request(method, path, options)).data;
const writing = (method: string) => async (path: string, body?: unknown, options?: Options) =>
  (await request(method, path, { ...options, body })).data;

export const api = {
  get: reading("GET") as Read<"get">,
  delete: reading("DELETE") as Read<"delete">,
  post: writing("POST") as Write<"post">,
  put: writing("PUT") as Write<"put">,
  patch: writing("PATCH") as Write<"patch">,
};
