/** Groups points that would overlap on screen, so that a map of a thousand cases stays readable and quick. */

export interface Point<T> {
  x: number;
  y: number;
  item: T;
}

export interface Cluster<T> {
  x: number;
  y: number;
  items: T[];
}

/**
 * Puts points into square cells of `cell` map units and returns one cluster per cell, at the mean of its points.
 * One pass, so the cost grows with the number of points; cells are anchored at 0,0 so that panning does not reshuffle.
 */
export function clusterPoints<T>(points: readonly Point<T>[], cell: number): Cluster<T>[] {
  const cells = new Map<string, Cluster<T>>();
  for (const { x, y, item } of points) {
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`;
    const cluster = cells.get(key);
    if (!cluster) {
      cells.set(key, { x, y, items: [item] });
      continue;
    }
    const count = cluster.items.push(item);
    cluster.x += (x - cluster.x) / count;
    cluster.y += (y - cluster.y) / count;
  }
  return [...cells.values()];
}
