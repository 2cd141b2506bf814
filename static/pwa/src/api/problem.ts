/** One kind of error for every failed request, and the sentence a person reads for it. */
import { i18n } from "@/i18n";

export interface FieldError {
  field: string;
  message: string;
}

/** A refused or failed request. `status` 0 means the network gave no answer at all. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly extra: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(`${code} (${status}): ${detail}`);
    this.name = "Problem";
  }

  get fieldErrors(): FieldError[] {
    return Array.isArray(this.extra.errors) ? (this.extra.errors as FieldError[]) : [];
  }

  /** Worth sending again unchanged: the network, a page of some hotel in between, a timeout, a busy or a broken server. */
  get transient(): boolean {
    return this.status === 0 || this.code === "unexpected_answer" || this.status >= 500 || [408, 423, 425, 429].includes(this.status);
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Problem;
}

export function networkProblem(): Problem {
  return new Problem("no_connection", 0, "The server could not be reached.");
}

/** Reads an error answer, whether it is problem+json or a page of some proxy between. */
export async function problemFrom(response: Response): Promise<Problem> {
  const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const wait = Number.isFinite(retryAfter) ? retryAfter : null;
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (body && typeof body.code === "string") {
    return new Problem(body.code, response.status, String(body.detail ?? ""), body, wait);
  }
  return new Problem(response.status >= 500 ? "server_error" : "unexpected_answer", response.status, "", {}, wait);
}

/** The sentence to show; the server's own English sentence is better than a bare code. */
export function sentence(error: unknown): string {
  const { t, te, locale } = i18n.global;
  if (!isProblem(error)) return t("api.unknown");
  const key = `refusals.${error.code}`;
  if (te(key, "zh-CN")) return t(key);
  // Rules of the workflow bring their own Chinese words.
  if (locale.value !== "en" && typeof error.extra.zh === "string") return error.extra.zh;
  if (error.detail) return locale.value === "en" ? error.detail : t("api.with_detail", { detail: error.detail });
  return t("api.with_code", { code: error.code });
}
