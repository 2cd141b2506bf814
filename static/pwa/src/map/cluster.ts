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

export interface Spot {
  x: number;
  y: number;
  weight: number;
}

/**
 * Joins spots whose marks would cover each other: the heavier takes in every lighter one nearer than `distance` map units.
 * `join` makes one spot of two and must keep the first one's place.
 */
export function joinClose<T extends Spot>(spots: readonly T[], distance: number, join: (one: T, other: T) => T): T[] {
  const joined: T[] = [];
  for (const spot of [...spots].sort((a, b) => b.weight - a.weight || a.x - b.x || a.y - b.y)) {
    const near = joined.findIndex((one) => Math.hypot(one.x - spot.x, one.y - spot.y) < distance);
    if (near < 0) joined.push(spot);
    else joined[near] = join(joined[near]!, spot);
  }
  return joined;
}
