"""An area a person drew: read from the request, and asked of the database as even-odd crossings.

Plain SQL arithmetic, so that both databases count, page and sort the same cases without an extension.
"""

from collections.abc import Iterator

from marshmallow import ValidationError
from sqlalchemy import ColumnElement, and_, between, literal
from sqlalchemy import case as sql_case

from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.models import Case
from inspect_app.places.datum import E7

FEWEST, MOST = 3, 64
Corner = tuple[int, int]  # longitude and latitude in 1e-7 degree, WGS-84


def read_outline(text: str | None) -> tuple[Corner, ...] | None:
    """`lon,lat;lon,lat;…` in degrees, open or closed; ValidationError when it is no area."""
    if text is None:
        return None
    try:
        corners = [read_corner(part) for part in text.split(";")]
    except ValueError:
        raise ValidationError("Send lon,lat;lon,lat;… in degrees.", "within") from None
    if corners[0] == corners[-1]:
        corners.pop()
    if len(set(corners)) < FEWEST or len(corners) > MOST:
        raise ValidationError(f"An area has {FEWEST} to {MOST} corners.", "within")
    return tuple(corners)


def read_corner(text: str) -> Corner:
    """One corner; ValueError when it is none."""
    lon, lat = (float(part) for part in text.split(","))
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(text)
    return round(lon * E7), round(lat * E7)


def box_of(corners: tuple[Corner, ...]) -> Box:
    """The box around an area."""
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return Box(min(lons), min(lats), max(lons), max(lats))


def within(corners: tuple[Corner, ...]) -> ColumnElement[bool]:
    """Cases inside an area: a line from each to the east crosses the border an odd number of times."""
    crossings: ColumnElement[int] = literal(0)
    for crossed in borders(corners):
        crossings = crossings + sql_case((crossed, 1), else_=0)
    return crossings % 2 == 1


def borders(corners: tuple[Corner, ...]) -> Iterator[ColumnElement[bool]]:
    """For each side of an area that is not level: whether it lies east of a case, at its latitude."""
    for (lon1, lat1), (lon2, lat2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if lat1 == lat2:
            continue
        slope = (lon2 - lon1) / (lat2 - lat1)
        # Half-open: a corner belongs to one of its two sides only.
        beside = between(Case.lat_e7, min(lat1, lat2), max(lat1, lat2) - 1)
        yield and_(beside, Case.lon_e7 < lon1 + (Case.lat_e7 - lat1) * slope)
