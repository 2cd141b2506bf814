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

/** The main road, each step named by what is done in it. */
export const STEPS = ["report", "accept", "assign", "acknowledge", "rectify", "verify", "close"] as const;

const WAITS_FOR: Record<string, (typeof STEPS)[number]> = {
  reported: "accept",
  accepted: "assign",
  assigned: "acknowledge",
  rectifying: "rectify",
  returned: "rectify",
  suspended: "rectify",
  rectified: "verify",
  verified: "close",
};

/** Index of the step a case waits for; past the end when closed, -1 when it left the road. */
export function stepOf(code: string): number {
  if (code === "closed") return STEPS.length;
  const step = WAITS_FOR[code];
  return step ? STEPS.indexOf(step) : -1;
}

const ENDED = ["closed", "rejected", "merged"];
/** Nothing is due any more. */
export function isTerminal(code: string): boolean {
  return ENDED.includes(code);
}
