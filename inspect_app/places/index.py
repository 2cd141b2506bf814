"""Which grid a position belongs to: a search tree over all dated shapes. No database, no Flask.

The smallest grid that holds the point wins; on a border the smaller area, then the code decides, so that
the same point always gets the same answer. The circle of the fix's accuracy gives the other grids that
come into question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from inspect_app.places.metric import box_around, within

# A circle beyond this says nothing about the grid, and its candidates would be a list of the whole town.
WIDEST_CIRCLE_M = 5_000.0
MOST_CANDIDATES = 12
MOST_MEASURED = 40


class PlaceState(StrEnum):
    """How a position lies to the grids."""

    INSIDE = "inside"
    NEAR = "near"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class GridShape:
    """One version of a grid: its shape in WGS-84 and the days it is in force (`valid_to` excluded)."""

    grid_id: int
    code: str
    name: str
    level: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None
    shape: BaseGeometry

    def in_force(self, on: date) -> bool:
        """Whether this version counts on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a position belongs. `distance_m` tells how far outside a `near` grid it lies, else it is None."""

    state: PlaceState
    grid: GridShape | None = None
    candidates: tuple[GridShape, ...] = ()
    distance_m: float | None = None

    @property
    def grid_id(self) -> int | None:
        """The id of the grid, when there is one."""
        return self.grid.grid_id if self.grid else None

    @property
    def grid_code(self) -> str | None:
        """The code of the grid, when there is one."""
        return self.grid.code if self.grid else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A grid at a distance."""

    distance_m: float
    area: float
    grid: GridShape

    @property
    def rank(self) -> tuple[float, float, str]:
        """Nearest first; a decimetre is no difference, then the smaller grid, then the code."""
        return (round(self.distance_m, 1), self.area, self.grid.code)


class GridIndex:
    """All versions of all grids, ready for questions about any day; it never changes after it is built."""

    def __init__(self, grids: Sequence[GridShape]) -> None:
        self.grids = tuple(grids)
        self._shapes: NDArray[np.object_] = np.array([grid.shape for grid in grids], dtype=object)
        shapely.prepare(self._shapes)
        self._areas = shapely.area(self._shapes)  # square degrees: only ever compared around one point
        self._tree = shapely.STRtree(self._shapes)

    def in_force(self, on: date) -> list[GridShape]:
        """The grids of a day."""
        return [grid for grid in self.grids if grid.in_force(on)]

    def place(
        self, lat: float, lon: float, accuracy_m: float | None, on: date, tolerance_m: float
    ) -> Placement:
        """Where a WGS-84 position belongs on a day.

        Up to `tolerance_m` metres outside all grids the nearest one is taken, and said to be only near.
        """
        circle_m = min(accuracy_m or 0.0, WIDEST_CIRCLE_M)
        home = self._home(lat, lon, on)
        if home is not None:
            others = self._within(lat, lon, circle_m, on, home.level) if circle_m else []
            return Placement(PlaceState.INSIDE, home, without(home, others))
        reach = self._within(lat, lon, max(circle_m, tolerance_m), on)
        in_circle = [hit for hit in reach if hit.distance_m <= circle_m]
        if not reach or reach[0].distance_m > tolerance_m:
            return Placement(PlaceState.OUTSIDE, None, same_level(in_circle))
        nearest = reach[0].grid
        others = [hit for hit in in_circle if hit.grid.level == nearest.level]
        return Placement(PlaceState.NEAR, nearest, without(nearest, others), round(reach[0].distance_m, 1))

    def _home(self, lat: float, lon: float, on: date) -> GridShape | None:
        """The smallest grid in force whose area or border holds the point."""
        rows = self._tree.query(shapely.Point(lon, lat))
        rows = rows[shapely.intersects_xy(self._shapes[rows], lon, lat)]
        holding = [row for row in rows if self.grids[row].in_force(on)]
        if not holding:
            return None
        return self.grids[min(holding, key=lambda row: (self._areas[row], self.grids[row].code))]

    def _within(
        self, lat: float, lon: float, radius_m: float, on: date, level: str | None = None
    ) -> list[Hit]:
        """The grids in force within `radius_m` metres, in the order of their rank."""
        rows = [
            row
            for row in self._tree.query(box_around(lat, lon, radius_m), predicate="intersects")
            if self.grids[row].in_force(on) and level in {None, self.grids[row].level}
        ]
        if not rows:
            return []
        found = within(lat, lon, self._shapes[rows], radius_m, MOST_MEASURED)
        hits = [Hit(metres, float(self._areas[rows[at]]), self.grids[rows[at]]) for at, metres in found]
        return sorted(hits, key=lambda hit: hit.rank)


def without(grid: GridShape, hits: Sequence[Hit]) -> tuple[GridShape, ...]:
    """The other grids of the hits, nearest first, as many as a person can look at."""
    others = (hit.grid for hit in hits if hit.grid is not grid)
    return tuple(others)[:MOST_CANDIDATES]


def same_level(hits: Sequence[Hit]) -> tuple[GridShape, ...]:
    """The grids of the level of the nearest one, nearest first."""
    return tuple(hit.grid for hit in hits if hit.grid.level == hits[0].grid.level)[:MOST_CANDIDATES]
