/** What a step of the chain shows beside its words: gaps, the photo, the phone's clock, who looked. */
import type { Body, Custody, CustodyPhoto, ReportFacts, Step } from "./types";

/** How many entries are missing right before each step, by log index: a case's own numbers run without gaps. */
export function gapsBefore(steps: readonly Step[]): Map<number, number> {
  const next = new Map<string, number>();
  const gaps = new Map<number, number>();
  for (const step of steps) {
    const missing = step.seq - (next.get(step.subject) ?? 0);
    if (missing > 0) gaps.set(step.log_index, missing);
    next.set(step.subject, step.seq + 1);
  }
  return gaps;
}

/** What the stored bytes say in the open; empty when they cannot be read. */
export function factsIn(step: Step): Record<string, unknown> {
  try {
    return (JSON.parse(step.body ?? "{}") as Partial<Body>).facts ?? {};
  } catch {
    return {};
  }
}

export interface Side {
  photo: CustodyPhoto | null;
  /** The hash the log itself holds; it is shown even when the photo's row is gone. */
  sha256: string | null;
  /** The phone's clock, UTC ISO. */
  phoneTime: string | null;
  /** Server minus phone: positive when the phone was behind. */
  skewMs: number | null;
  device: string[];
  /** What came of checking the phone's own signature; null where there was none. */
  signature: string | null;
}

/** A signed statement knows the photo's own moment better than the report does. */
function skewOf(photo: CustodyPhoto | null, report: ReportFacts | undefined): number | null {
  const signed = photo?.clock?.skew_ms;
  return typeof signed === "number" ? -signed : (report?.clock_offset_ms ?? null);
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The phone's side of a step; only reports and arriving photos have one. */
export function sideOf(step: Step, custody: Custody): Side {
  const facts = factsIn(step);
  const photo = custody.photos[text(facts.photo) ?? ""] ?? null;
  const report: ReportFacts | undefined = custody.reports[text(facts.report) ?? photo?.report_id ?? ""];
  const fromPhone = step.kind === "case_reported" || step.kind.startsWith("photo_");
  const said = step.kind === "case_reported" ? report?.captured_at : photo?.captured_at;
  return {
    photo,
    sha256: text(facts.sha256) ?? (step.kind === "case_reported" ? text(facts.body_sha256) : null),
    phoneTime: fromPhone ? (said ?? null) : null,
    skewMs: fromPhone ? skewOf(photo, report) : null,
    device: fromPhone ? [...Object.values(report?.device ?? {}), ...(photo?.device_id ? [`#${photo.device_id}`] : [])] : [],
    signature: fromPhone && photo?.statement && photo.statement.state !== "none" ? photo.statement.state : null,
  };
}

/** A skew below this is the ordinary inexactness of clocks and networks. */
const ORDINARY_MS = 2_000;

export function skewWords(ms: number): { key: "exact" | "behind" | "ahead"; seconds: number } {
  const seconds = Math.round(Math.abs(ms) / 100) / 10;
  if (Math.abs(ms) < ORDINARY_MS) return { key: "exact", seconds };
  return { key: ms > 0 ? "behind" : "ahead", seconds };
}

export interface Looker {
  name: string;
  times: number;
}

/** Who took originals into the hand, most often first. */
export function lookers(steps: readonly Step[]): Looker[] {
  const seen = new Map<string, number>();
  for (const step of steps.filter((one) => one.kind === "original_viewed")) {
    const name = step.actor?.name ?? "";
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  return [...seen].map(([name, times]) => ({ name, times })).sort((a, b) => b.times - a.times);
}
