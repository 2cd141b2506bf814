"""Small towns made of squares, for tests about grids."""

from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from inspect_app.places.index import GridShape

NEW_YEAR = date(2026, 1, 1)
WEST, SOUTH = 112.0, 34.0


def square(column: int, row: int, side: float = 0.01) -> BaseGeometry:
    """A square of a board whose south-west corner is at 112° E, 34° N; `side` in degrees."""
    west, south = WEST + column * side, SOUTH + row * side
    return shapely.box(west, south, west + side, south + side)


def grid(
    grid_id: int,
    shape: BaseGeometry,
    *,
    level: str = "town",
    parent_id: int | None = None,
    valid_from: date = NEW_YEAR,
    valid_to: date | None = None,
) -> GridShape:
    """A grid with a code and a name made from its id."""
    return GridShape(
        grid_id, f"G{grid_id:03d}", f"网格{grid_id}", level, parent_id, valid_from, valid_to, shape
    )
