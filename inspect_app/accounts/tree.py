"""The tree of units as a pure value: who is below whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


class UnitTree:
    """Parents by unit id; exactly the root has none."""

    def __init__(self, parents: Mapping[int, int | None]) -> None:
        self.parents = dict(parents)
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for unit_id, parent_id in self.parents.items():
            self.children[parent_id].append(unit_id)

    def root(self) -> int | None:
        """The unit above all others; None while there are no units."""
        return min(self.children[None], default=None)

    def parent_of(self, unit_id: int) -> int | None:
        """The unit directly above; None for the root and for unknown units."""
        return self.parents.get(unit_id)

    def subtree(self, unit_ids: Iterable[int]) -> frozenset[int]:
        """These units and everything below them; unknown ids count for nothing."""
        found: set[int] = set()
        waiting = [unit_id for unit_id in unit_ids if unit_id in self.parents]
        while waiting:
            unit_id = waiting.pop()
            if unit_id not in found:
                found.add(unit_id)
                waiting.extend(self.children[unit_id])
        return frozenset(found)

    def line_up(self, unit_id: int) -> list[int]:
        """The unit, its parent, and so on up to the root."""
        line: list[int] = []
        current: int | None = unit_id if unit_id in self.parents else None
        while current is not None and current not in line:
            line.append(current)
            current = self.parents[current]
        return line

    def would_loop(self, unit_id: int, new_parent: int) -> bool:
        """True when `new_parent` is the unit itself or stands below it."""
        return new_parent in self.subtree([unit_id])
