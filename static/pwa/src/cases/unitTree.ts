/** Units in the order of their tree, each with its depth, so that a flat control can still show who belongs to whom. */
import type { Unit } from "@/api/types";

export interface PlacedUnit {
  unit: Unit;
  depth: number;
}

/** Parents before children, siblings by code; units whose parent is not in the list count as roots. */
export function unitTree(units: readonly Unit[]): PlacedUnit[] {
  const known = new Set(units.map((unit) => unit.id));
  const children = new Map<number | null, Unit[]>();
  for (const unit of units) {
    const parent = unit.parent_id && known.has(unit.parent_id) ? unit.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), unit]);
  }
  const placed: PlacedUnit[] = [];
  const walk = (parent: number | null, depth: number): void => {
    const here = (children.get(parent) ?? []).sort((a, b) => a.code.localeCompare(b.code));
    for (const unit of here) {
      placed.push({ unit, depth });
      walk(unit.id, depth + 1);
    }
  };
  walk(null, 0);
  return placed;
}

/** Units whose name or code contains the text, kept in tree order. */
export function matching(placed: readonly PlacedUnit[], text: string): PlacedUnit[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [...placed];
  return placed.filter(({ unit }) => `${unit.name} ${unit.code}`.toLowerCase().includes(wanted));
}
