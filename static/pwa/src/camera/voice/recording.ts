/** Recording a voice note: which container this browser makes, and when it must stop. */

export const MAX_SECONDS = 60;
/** Speech at this rate is clear, and a minute of it is a quarter of a megabyte. */
export const BITS_PER_SECOND = 32_000;

/** What the server takes, the best first: bare types, and how a browser may be asked for them. */
const ASKED = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus", "audio/webm"];

/** What to ask MediaRecorder for, or null when it makes nothing that the server takes. */
export function recordable(supports: (type: string) => boolean): string | null {
  return ASKED.find(supports) ?? null;
}

/** "audio/webm" of "audio/webm;codecs=opus". */
export function bareType(type: string): string {
  return type.split(";")[0]!.trim().toLowerCase();
}

export type VoiceTrouble = "unsupported" | "denied" | "absent" | "failed";

export function voiceTroubleOf(error: unknown): VoiceTrouble {
  const name = (error as Error | null)?.name;
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" ? "absent" : "failed";
}
