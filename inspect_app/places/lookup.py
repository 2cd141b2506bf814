"""Where a position belongs, for the other packages: a grid index in each process, kept fresh."""

from datetime import date

import shapely
from flask import current_app
from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.places.index import GridIndex, GridShape, Placement
from inspect_app.places.models import Grid, GridEdition, GridVersion

CACHE = "inspect_grid_index"


def place_position(lat: float, lon: float, accuracy_m: float | None, on: date) -> Placement:
    """The grid of a WGS-84 position on a day, and the others its accuracy circle touches."""
    return grid_index().place(lat, lon, accuracy_m, on, settings().grid_tolerance_m)


def grid_index() -> GridIndex:
    """The index over the shapes as they are in the database now."""
    mark = db.session.scalar(select(GridEdition.mark))
    known: tuple[str | None, GridIndex] | None = current_app.extensions.get(CACHE)
    if known is not None and known[0] == mark:
        return known[1]
    index = GridIndex(all_shapes())
    current_app.extensions[CACHE] = (mark, index)
    return index


def all_shapes() -> list[GridShape]:
    """Every version of every grid; versions that never were in force are left out."""
    query = select(
        Grid.id,
        Grid.code,
        Grid.name,
        Grid.level,
        Grid.parent_id,
        GridVersion.valid_from,
        GridVersion.valid_to,
        GridVersion.geometry,
    ).join(GridVersion, GridVersion.grid_id == Grid.id)
    rows = db.session.execute(query.order_by(Grid.code, GridVersion.version)).all()
    shapes = shapely.from_wkb([row.geometry for row in rows])
    return [
        GridShape(*row[:-1], shape)
        for row, shape in zip(rows, shapes, strict=True)
        if row.valid_to is None or row.valid_from < row.valid_to
    ]
