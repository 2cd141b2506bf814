"""Metres on the ground: geodesic distances by geopy, and a local flat scale that only preselects for them."""

import math
from typing import NamedTuple

import numpy as np
import shapely
from geopy.distance import geodesic
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# The flat scale is off by far less than this within the few kilometres it is used for.
SLACK = 1.01


class Scale(NamedTuple):
    """Metres in one degree around a latitude (WGS-84 series, good to a metre)."""

    lat_m: float
    lon_m: float

    def metres(self, one: tuple[float, float], other: tuple[float, float]) -> float:
        """Metres between two points (lat, lon) within a kilometre, off by centimetres at most; fast."""
        return math.hypot((one[0] - other[0]) * self.lat_m, (one[1] - other[1]) * self.lon_m)


def local_scale(lat: float) -> Scale:
    """The scale at `lat` degrees."""
    phi = np.radians(lat)
    lat_m = 111_132.954 - 559.822 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi)
    lon_m = 111_412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi) + 0.118 * np.cos(5 * phi)
    return Scale(float(lat_m), max(float(lon_m), 1.0))


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres along the ellipsoid between two points (lat, lon) in WGS-84 degrees."""
    return float(geodesic(one, other).m)


def box_around(lat: float, lon: float, radius_m: float) -> BaseGeometry:
    """A box in degrees that holds the whole circle of `radius_m` metres."""
    scale = local_scale(lat)
    half_lat, half_lon = radius_m * SLACK / scale.lat_m, radius_m * SLACK / scale.lon_m
    return shapely.box(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)


def within(
    lat: float, lon: float, shapes: NDArray[np.object_], radius_m: float, most: int
) -> list[tuple[int, float]]:
    """Which shapes (by position in the array) are within `radius_m`, with the metres to their nearest point.

    The flat scale finds the nearest point of each shape and the `most` nearest shapes, geopy decides.
    """
    factor = np.array([*reversed(local_scale(lat))])
    origin = np.array([lon, lat])
    flat = shapely.transform(shapes, lambda vertices: (vertices - origin) * factor)
    lines = shapely.shortest_line(flat, shapely.Point(0, 0))
    order = np.argsort(shapely.length(lines), kind="stable")[:most]
    nearest = shapely.get_coordinates(shapely.get_point(lines[order], 0)) / factor + origin
    metres = [distance_m((lat, lon), (float(y), float(x))) for x, y in nearest]
    return [(int(row), m) for row, m in zip(order, metres, strict=True) if m <= radius_m]
