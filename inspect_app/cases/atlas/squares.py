"""The squares into which a map gathers its cases: how wide they are at a zoom, which stored cells they cover.

Every case carries the 0.01° cell of its place (`wire.map_cell`). Squares are anchored to the south-west
corner of the world, so that moving the map does not reshuffle them. WGS-84; no database, no Flask.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from inspect_app.cases.wire import CELL_E7, map_cell
from inspect_app.places.datum import E7

BBox = tuple[float, float, float, float]

DEEPEST = 20
MOST_SQUARES = 1200
MOST_CELLS = 600  # more cells than this are asked for as one span of rows
# A square is about 64 pixels wide: a tile of 256 spans 360°/2^zoom.
WHOLE_E7 = 90 * E7


@dataclass(frozen=True)
class Box:
    """A view in 1e-7 degrees."""

    west: int
    south: int
    east: int
    north: int

    @classmethod
    def of(cls, bbox: BBox) -> "Box":
        """From west, south, east, north in degrees."""
        return cls(*(round(side * E7) for side in bbox))

    def cell_rows(self) -> Iterator[tuple[int, int]]:
        """The first and last stored cell of each row that the box touches, south to north."""
        for lat in range(self.south // CELL_E7, self.north // CELL_E7 + 1):
            yield map_cell(lat * CELL_E7, self.west), map_cell(lat * CELL_E7, self.east)

    def cell_count(self) -> int:
        """How many stored cells the box touches."""
        rows = self.north // CELL_E7 - self.south // CELL_E7 + 1
        return rows * (self.east // CELL_E7 - self.west // CELL_E7 + 1)

    def cells(self) -> list[int] | None:
        """Every stored cell that the box touches; None when they are too many to name."""
        if self.cell_count() > MOST_CELLS:
            return None
        return [cell for first, last in self.cell_rows() for cell in range(first, last + 1)]

    def span(self) -> tuple[int, int]:
        """The first and last stored cell of the rows that the box touches."""
        return map_cell(self.south, self.west), map_cell(self.north, self.east)


@dataclass(frozen=True)
class Squares:
    """How a view is divided: `level` is the zoom whose squares are used, `side` their width, 1e-7 degrees."""

    level: int
    side: int

    @property
    def cells_wide(self) -> int:
        """Whole stored cells in a side; 0 when a square is finer than a stored cell."""
        return self.side // CELL_E7


def side_at(level: int) -> int:
    """The width of a square at a zoom, 1e-7 degrees: whole stored cells as long as it is wider than one."""
    side = WHOLE_E7 >> level
    return side if side < CELL_E7 else max(1, round(side / CELL_E7)) * CELL_E7


def squares_for(box: Box, zoom: int) -> Squares:
    """The squares of a zoom, or of the deepest one at which the view has not too many of them."""
    level = min(max(zoom, 0), DEEPEST)
    while level and count(box, side_at(level)) > MOST_SQUARES:
        level -= 1
    return Squares(level, side_at(level))


def count(box: Box, side: int) -> int:
    """How many squares a view touches at most."""
    return ((box.east - box.west) // side + 2) * ((box.north - box.south) // side + 2)
