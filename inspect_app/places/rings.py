"""From the geometry of a GeoJSON feature to a polygon, or to sentences that say what is wrong with it."""

from collections.abc import Iterator
from typing import Any

from shapely import normalize
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

SHORTEST_RING = 4
ABSURD = 1e9  # neither NaN nor infinity is less
# Latitudes and longitudes of China do not overlap: a pair the other way round is seen at once.
CHINA_LATS, CHINA_LONS = (3.0, 54.0), (73.0, 136.0)

Point = tuple[float, float]


class BadGeometryError(ValueError):
    """The geometry is no usable polygon; the arguments are sentences, one for each fault."""


def polygon_of(geometry: Any) -> BaseGeometry:
    """The polygon or multipolygon of a geometry, in two dimensions; BadGeometryError lists its faults."""
    faults: list[str] = []
    parts = [[ring_of(ring, faults) for ring in part] for part in parts_of(geometry)]
    if faults:
        raise BadGeometryError(*dict.fromkeys(faults))
    polygons = [Polygon(shell, holes) for shell, *holes in parts]
    shape = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    reason = explain_validity(shape)
    if reason != "Valid Geometry":
        raise BadGeometryError(f"the shape is invalid: {reason}")
    return normalize(shape)


def parts_of(geometry: Any) -> list[list[Any]]:
    """The lists of rings of a Polygon (one) or MultiPolygon; BadGeometryError when there are none."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadGeometryError(f"a Polygon or MultiPolygon is needed, not {kind or 'nothing'}")
    coordinates = geometry.get("coordinates")
    parts = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        raise BadGeometryError("the geometry is empty")
    return parts


def ring_of(ring: Any, faults: list[str]) -> list[Point]:
    """The points (lon, lat) of a ring; what is wrong with it is added to `faults`."""
    if not isinstance(ring, list) or len(ring) < SHORTEST_RING:
        faults.append(f"a ring has fewer than {SHORTEST_RING} points")
        return []
    points = [(float(point[0]), float(point[1])) for point in ring if is_point(point)]
    if len(points) < len(ring):
        faults.append("a point is not a pair of numbers")
    elif points[0] != points[-1]:
        faults.append("a ring is not closed: its first and last point differ")
    faults.extend(range_faults(points))
    return points


def is_point(value: Any) -> bool:
    """Whether a JSON value is a list that begins with two numbers, none of them absurd."""
    if not isinstance(value, list) or len(value) < 2:
        return False
    return all(type(number) in {int, float} and abs(number) < ABSURD for number in value[:2])


def range_faults(points: list[Point]) -> Iterator[str]:
    """At most one sentence about coordinates that cannot be longitude and latitude in degrees."""
    for x, y in points:
        if CHINA_LATS[0] <= x <= CHINA_LATS[1] and CHINA_LONS[0] <= y <= CHINA_LONS[1]:
            yield f"latitude and longitude are swapped, GeoJSON has longitude first: [{x}, {y}]"
            return
        if abs(x) > 180 or abs(y) > 90:
            yield f"a point is out of range, longitude and latitude in degrees are needed: [{x}, {y}]"
            return
