"""Reading cases for the map: gathered in squares by the database, or one by one where there are few.

Squares are counted over the covering index `ix_cases_map`, scope included: a map of 100,000 cases reads no
row of the table.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, cast, func, literal, select
from sqlalchemy import case as sql_case

from inspect_app.cases.atlas.boxes import in_box
from inspect_app.cases.atlas.squares import BBox, Box, Squares, squares_for
from inspect_app.cases.models import Case
from inspect_app.cases.queries import CaseFilter, conditions, late
from inspect_app.cases.scope import visible_in_bulk
from inspect_app.cases.statuses import TERMINAL
from inspect_app.cases.wire import CELL_E7, CELLS_IN_ROW
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.datum import E7

MOST_SINGLES = 400
COARSE = 4  # squares of so many stored cells may be counted cell by cell


@dataclass(frozen=True)
class Atlas:
    """What a view shows: single cases when they are few, else squares; never both."""

    squares: Squares
    singles: list[Row[Any]]
    gathered: list[Row[Any]]

    @property
    def total(self) -> int:
        """How many cases lie in the view."""
        return len(self.singles) + sum(int(row.cases) for row in self.gathered)


def survey(ctx: Context, wanted: CaseFilter, bbox: BBox, zoom: int) -> Atlas:
    """The cases of a view in the actor's scope; `wanted` narrows them, its own bbox left aside."""
    box = Box.of(bbox)
    squares = squares_for(box, zoom)
    here = [in_box(box), visible_in_bulk(ctx.actor), *conditions(ctx, wanted)]
    singles = one_by_one(here, ctx.now)
    if len(singles) <= MOST_SINGLES:
        return Atlas(squares, singles, [])
    return Atlas(squares, [], in_squares(here, squares, ctx.now))


def one_by_one(here: list[ColumnElement[bool]], now: datetime) -> list[Row[Any]]:
    """The cases themselves, one more than are wanted when there are too many."""
    place = (Case.lat_e7, Case.lon_e7)
    columns = (Case.id, Case.number, Case.status, Case.category, Case.due_at, *place)
    overdue = sql_case((late(now), 1), else_=0).label("overdue")
    query = select(*columns, overdue).where(*here).limit(MOST_SINGLES + 1)
    return list(db.session.execute(query))


def in_squares(here: list[ColumnElement[bool]], squares: Squares, now: datetime) -> list[Row[Any]]:
    """For each square: how many cases, how many of them open and late, where they lie."""
    gathered = in_wide_squares if squares.cells_wide >= COARSE else in_fine_squares
    return list(db.session.execute(gathered(here, squares, now)))


def counts(now: datetime) -> tuple[ColumnElement[int], ...]:
    """How many cases, and how many of them are open and late."""
    still_open = sql_case((Case.status.not_in(TERMINAL), 1), else_=0)
    is_late = sql_case((late(now), 1), else_=0)
    return func.count().label("cases"), func.sum(still_open).label("open"), func.sum(is_late).label("overdue")


def in_wide_squares(
    here: list[ColumnElement[bool]], squares: Squares, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Counted by stored cell in the order of the index, so that nothing is sorted; cells stand for places."""
    cell = select(Case.map_cell.label("cell"), *counts(now)).where(*here).group_by(Case.map_cell)
    by_cell = cell.subquery()
    row, column = by_cell.c.cell // CELLS_IN_ROW, by_cell.c.cell % CELLS_IN_ROW
    lat, lon = (row - 9_000) * CELL_E7, (column - 18_000) * CELL_E7
    return select(
        *(func.sum(by_cell.c[name]).label(name) for name in ("cases", "open", "overdue")),
        func.sum((row * 2 - 17_999) * by_cell.c.cases).label("lat_sum"),
        func.sum((column * 2 - 35_999) * by_cell.c.cases).label("lon_sum"),
        func.min(lon).label("west"),
        func.min(lat).label("south"),
        (func.max(lon) + CELL_E7).label("east"),
        (func.max(lat) + CELL_E7).label("north"),
        literal(CELL_E7 // 2).label("unit"),
    ).group_by(row // squares.cells_wide, column // squares.cells_wide)


def in_fine_squares(
    here: list[ColumnElement[bool]], squares: Squares, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Counted by the exact places: a view this close holds few cases."""
    # Longitudes from the date line do not fit 32 bits.
    east, north = cast(Case.lon_e7, BigInteger) + 180 * E7, cast(Case.lat_e7, BigInteger) + 90 * E7
    return (
        select(
            *counts(now),
            func.sum(Case.lat_e7).label("lat_sum"),
            func.sum(Case.lon_e7).label("lon_sum"),
            func.min(Case.lon_e7).label("west"),
            func.min(Case.lat_e7).label("south"),
            func.max(Case.lon_e7).label("east"),
            func.max(Case.lat_e7).label("north"),
            literal(1).label("unit"),
        )
        .where(*here)
        .group_by(north // squares.side, east // squares.side)
    )
