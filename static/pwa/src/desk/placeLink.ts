/** The address that opens a place in the phone's own map app: WGS-84 by RFC 5870, which every such app converts itself. */
import type { Place } from "@/map/distance";

export function placeLink({ lat, lon }: Place, label: string): string {
  const at = `${lat.toFixed(6)},${lon.toFixed(6)}`;
  return `geo:${at}?q=${at}(${encodeURIComponent(label)})`;
}
