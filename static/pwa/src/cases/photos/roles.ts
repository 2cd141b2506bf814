/** The order people expect photos in, and which of them may stand for "before" and "after". */
import type { Photo, PhotoRole } from "@/api/types";

const ORDER: PhotoRole[] = ["wide", "close", "plate", "before", "after", "check", "look_back", "other"];

/** By role, then by the moment of the shot. */
export function byRole(photos: readonly Photo[]): Photo[] {
  return [...photos].sort(
    (a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || a.captured_at.localeCompare(b.captured_at),
  );
}

export interface Sides {
  before: Photo[];
  after: Photo[];
}

/** Photos that can be laid side by side; the newest after-photos first, because they answer for the present round. */
export function sidesOf(photos: readonly Photo[]): Sides {
  const shown = photos.filter((one) => one.derived && one.state === "stored");
  const later = (one: Photo): boolean => ["after", "check", "look_back"].includes(one.role);
  const before = byRole(shown.filter((one) => !later(one)));
  const newest = (role: PhotoRole): Photo[] =>
    shown.filter((one) => one.role === role).sort((a, b) => b.captured_at.localeCompare(a.captured_at));
  // What was seen when looking back, what the unit photographed, then what the verifier saw with own eyes.
  const after = [...newest("look_back"), ...newest("after"), ...newest("check")];
  // A "before" shot was taken to be compared; it goes first when there is one.
  return {
    before: [...before.filter((one) => one.role === "before"), ...before.filter((one) => one.role !== "before")],
    after,
  };
}
