"""Coordinates of Chinese maps to WGS-84: GCJ-02 (AMap, Tencent) and BD-09 (Baidu), by the library prcoords.

A position carries its datum, so that converting twice changes nothing. Outside the rectangle in which GCJ-02
is defined the conversion is the identity. The inverse is iterated and good to a millimetre.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import prcoords
import shapely
from shapely.geometry.base import BaseGeometry

E7 = 10_000_000  # places are kept as whole numbers of 1e-7 degree


class Datum(StrEnum):
    """What the numbers of a coordinate mean."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Position(NamedTuple):
    """A point in degrees of its datum."""

    lat: float
    lon: float
    datum: Datum = Datum.WGS84


def to_wgs84(position: Position) -> Position:
    """The same place in WGS-84."""
    lat, lon, datum = position
    if datum == Datum.WGS84:
        return position
    gcj = prcoords.Coords(lat, lon) if datum == Datum.GCJ02 else prcoords.bd_gcj((lat, lon))
    if not prcoords.sanity_in_china_p(gcj):
        # prcoords' iterated inverse skips this check and would move a point in France by hundreds of metres.
        return Position(lat, lon)
    inverse = prcoords.gcj_wgs_bored if datum == Datum.GCJ02 else prcoords.bd_wgs_bored
    found = inverse((lat, lon))
    return Position(found.lat, found.lon)


def shape_to_wgs84(shape: BaseGeometry, datum: Datum) -> BaseGeometry:
    """A shape (x = longitude, y = latitude) of `datum` in WGS-84, vertex by vertex.

    Equal vertices stay equal, so neighbours go on sharing their border.
    """
    if datum == Datum.WGS84:
        return shape

    def convert(vertices: np.ndarray) -> np.ndarray:
        moved = (to_wgs84(Position(float(lat), float(lon), datum)) for lon, lat in vertices)
        return np.array([(position.lon, position.lat) for position in moved])

    return shapely.transform(shape, convert)
