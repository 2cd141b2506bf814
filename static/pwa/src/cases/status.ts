/** How a status, a photo state and a finding look: an icon and a tone beside the word, so that colour never stands alone. */
import type { Finding, Photo } from "@/api/types";
import type { GlyphName } from "./glyphs";

export type Tone = "" | "ok" | "warn" | "bad";
export interface Look {
  icon: GlyphName;
  tone: Tone;
}

const STATUS_LOOKS: Record<string, Look> = {
  reported: { icon: "horn", tone: "" },
  accepted: { icon: "flag", tone: "" },
  assigned: { icon: "send", tone: "" },
  rectifying: { icon: "wrench", tone: "" },
  rectified: { icon: "eye", tone: "" },
  returned: { icon: "undo", tone: "warn" },
  verified: { icon: "medal", tone: "ok" },
  suspended: { icon: "pause", tone: "warn" },
  closed: { icon: "done", tone: "ok" },
  rejected: { icon: "no", tone: "bad" },
  merged: { icon: "merge", tone: "" },
};

/** A status this build does not know is shown plainly rather than hidden. */
export function statusLook(code: string): Look {
  return STATUS_LOOKS[code] ?? { icon: "info", tone: "" };
}

export const PHOTO_LOOKS: Record<Photo["state"], Look> = {
  awaited: { icon: "clock", tone: "warn" },
  stored: { icon: "done", tone: "ok" },
  quarantined: { icon: "alert", tone: "bad" },
};

export const SEVERITY_LOOKS: Record<Finding["severity"], Look> = {
  info: { icon: "info", tone: "" },
  notice: { icon: "eye", tone: "warn" },
  warning: { icon: "alert", tone: "bad" },
};

/** Steps of the main road, for the progress line; side statuses are placed on the step they belong to. */
export const STEPS = ["reported", "accepted", "assigned", "rectifying", "rectified", "verified", "closed"] as const;

export function stepOf(code: string): number {
  const place: Record<string, number> = { returned: 3, suspended: 3 };
  return place[code] ?? STEPS.indexOf(code as (typeof STEPS)[number]);
}

const ENDED = ["closed", "rejected", "merged"];
/** Nothing is due any more. */
export function isTerminal(code: string): boolean {
  return ENDED.includes(code);
}
