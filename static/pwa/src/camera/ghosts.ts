/** Earlier photos that lie over the viewfinder, so that the same view is found again. */
import type { Photo } from "@/api/types";
import { sidesOf } from "@/cases/photos/roles";
import type { Place } from "@/map/distance";

export interface Ghost {
  id: string;
  /** Where it was taken; null when nobody knows. */
  place: Place | null;
  /** Where its camera looked, degrees; null without a compass. */
  headingDeg: number | null;
}

export function ghostsOf(photos: readonly Photo[]): Ghost[] {
  return sidesOf(photos).before.map((photo) => ({ id: photo.id, place: photo.position, headingDeg: photo.heading_deg }));
}
