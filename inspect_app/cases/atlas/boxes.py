"""Cases in a box of the map, in words that the index of map cells understands."""

from sqlalchemy import ColumnElement, and_

from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.models import Case


def in_box(box: Box) -> ColumnElement[bool]:
    """Cases with a place in a box: few cells are named one by one, many as one span of rows."""
    cells = box.cells()
    near = Case.map_cell.between(*box.span()) if cells is None else Case.map_cell.in_(cells)
    lat, lon = Case.lat_e7.between(box.south, box.north), Case.lon_e7.between(box.west, box.east)
    return and_(near, lat, lon)
