/** One shot: the camera's own file where the browser hands it over untouched, else the frame that was on the screen. */
import type { Shutter } from "@/db/rows";

export interface Shot {
  file: File;
  shutter: Shutter;
  /** Where the camera looked, degrees clockwise from the compass's north; null without a compass. */
  headingDeg: number | null;
}

interface PhotoTaker {
  takePhoto(): Promise<Blob>;
}
type PhotoTakerMaker = new (track: MediaStreamTrack) => PhotoTaker;

/** Highest JPEG quality that still halves the size: a frame is encoded once, here, and never again. */
const FRAME_QUALITY = 0.92;
/** Some phones promise a photo and never keep it. */
const PATIENCE_MS = 4000;

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no photo in time")), PATIENCE_MS));
}

async function ownPhoto(track: MediaStreamTrack | undefined): Promise<Blob | null> {
  const maker = (window as { ImageCapture?: PhotoTakerMaker }).ImageCapture;
  if (!maker || !track) return null;
  try {
    return await Promise.race([new maker(track).takePhoto(), late()]);
  } catch {
    return null;
  }
}

async function frame(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")!.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", FRAME_QUALITY));
  if (!blob) throw new Error("the browser could not keep the frame");
  return blob;
}

/** Takes a shot. The file's time is when the shutter was pressed. */
export async function shoot(stream: MediaStream, video: HTMLVideoElement, headingDeg: number | null): Promise<Shot> {
  const pressed = Date.now();
  const photo = await ownPhoto(stream.getVideoTracks()[0]);
  const blob = photo ?? (await frame(video));
  const file = new File([blob], `${pressed}.jpg`, { type: blob.type, lastModified: pressed });
  return { file, shutter: photo ? "photo" : "frame", headingDeg };
}
