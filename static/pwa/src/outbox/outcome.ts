/** What a failed delivery means for the item: try again, sign in, or let a person decide. */
import { isProblem, type Problem } from "@/api/problem";
import type { ItemState, OutboxItem } from "@/db/rows";
import { waitFor } from "./backoff";

/** Bytes damaged on the way, offsets that moved and uploads that ran out of time are cured by asking again. */
const AGAIN = new Set(["checksum_mismatch", "hash_mismatch", "offset_conflict", "upload_expired"]);
const CONFLICTS = new Set(["report_conflict", "photo_conflict", "stale_version"]);
const SIGN_IN = new Set(["not_signed_in", "must_change_password", "other_account"]);

export function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  throw error;
}

export function stateAfter(problem: Problem): ItemState {
  if (problem.status === 401 || SIGN_IN.has(problem.code)) return "auth";
  if (problem.transient || AGAIN.has(problem.code)) return "retry";
  if (CONFLICTS.has(problem.code)) return "conflict";
  return "failed";
}

/** The fields of the item that change because of this failure. */
export function afterFailure(item: OutboxItem, problem: Problem, now: number, random: number): Partial<OutboxItem> {
  const state = stateAfter(problem);
  const attempts = item.attempts + 1;
  const wait = waitFor(item.attempts, problem.status === 0, problem.retryAfter, random);
  return { state, attempts, reason: problem.code, detail: problem.detail || null, next: state === "retry" ? now + wait : 0 };
}

