"""Which grids a person works in, from grants, owners and two trees. No database, no Flask.

A grant that names a grid reaches that grid and all below it. Any other grant reaches the grids under the
jurisdiction of its unit and of the units below; a unit without any (a bureau) works where its superior does.
Administrators see every grid: they appoint people to them.
"""

from collections.abc import Mapping, Sequence

from inspect_app.accounts.tree import UnitTree
from inspect_app.core.context import Actor
from inspect_app.core.roles import ADMINISTRATORS
from inspect_app.places.index import GridShape


class Areas:
    """The grids of a day: who is above whom, and which unit each one belongs to."""

    def __init__(self, parents: Mapping[int, int | None], owners: Mapping[int, int], units: UnitTree) -> None:
        self.parents = parents
        self.owners = owners
        self.units = units
        self.root = units.root()

    def lineage(self, grid_id: int) -> list[int]:
        """The grid, its parent, and so on up."""
        chain: list[int] = []
        current: int | None = grid_id
        while current is not None:
            chain.append(current)
            current = self.parents.get(current)
        return chain

    def unit_of(self, grid_id: int) -> int | None:
        """The unit with jurisdiction: the grid's own, else that of the nearest grid above, else the root."""
        return next((self.owners[step] for step in self.lineage(grid_id) if step in self.owners), self.root)

    def units_at_work(self, unit_id: int, owning: frozenset[int | None]) -> frozenset[int]:
        """The units whose grids a grant in `unit_id` reaches; `owning` are the units that have any."""
        reaches = (self.units.subtree([step]) for step in self.units.line_up(unit_id))
        return next((reach for reach in reaches if reach & owning), frozenset())


def visible_grids(actor: Actor, grids: Sequence[GridShape], areas: Areas) -> list[GridShape]:
    """The grids an actor works in, in the given order."""
    if actor.roles & ADMINISTRATORS:
        return list(grids)
    jurisdiction = {grid.grid_id: areas.unit_of(grid.grid_id) for grid in grids}
    owning = frozenset(jurisdiction.values())
    named = {grant.grid_id for grant in actor.grants if grant.grid_id is not None}
    open_units = {grant.unit_id for grant in actor.grants if grant.grid_id is None}
    units = frozenset().union(*(areas.units_at_work(unit_id, owning) for unit_id in open_units))
    return [
        grid
        for grid in grids
        if jurisdiction[grid.grid_id] in units or not named.isdisjoint(areas.lineage(grid.grid_id))
    ]
