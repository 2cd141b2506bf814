/** The phone's camera in the page: opened for the back lens, closed for good, and why it may not open. */

export type CameraTrouble = "insecure" | "unsupported" | "denied" | "absent" | "busy";

export class CameraClosed extends Error {
  constructor(readonly why: CameraTrouble) {
    super(why);
  }
}

const WANTED: MediaStreamConstraints = {
  // 4 : 3 like the sensor; the frame is the evidence where the browser gives no photo of its own.
  video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } },
  audio: false,
};
const REASONS: Record<string, CameraTrouble> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why the camera did not open, from the name of the browser's error. */
export function troubleOf(error: unknown): CameraTrouble {
  return REASONS[(error as Error | null)?.name ?? ""] ?? "busy";
}

/** Throws CameraClosed with the reason that a person can be told. */
export async function openCamera(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new CameraClosed("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraClosed("unsupported");
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (error) {
    throw new CameraClosed(troubleOf(error));
  }
}

export function closeCamera(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Whether this lens has a lamp that the page may switch. */
export function hasTorch(stream: MediaStream): boolean {
  const able = stream.getVideoTracks()[0]?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
  return Boolean(able?.torch);
}

export async function setTorch(stream: MediaStream, on: boolean): Promise<void> {
  await stream.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
