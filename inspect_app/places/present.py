"""Grids and placements as they leave the house: GeoJSON in WGS-84, names without numbers nobody needs."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from inspect_app.places.index import GridShape, Placement
from inspect_app.places.metric import local_scale

Json = dict[str, Any]
DIGITS = 6  # a decimetre: finer than any border was surveyed


def grid_ref(grid: GridShape) -> Json:
    """A grid by its names."""
    return {"id": grid.grid_id, "code": grid.code, "name": grid.name}


def placement_body(placement: Placement) -> Json:
    """The answer to a lookup."""
    return {
        "state": placement.state,
        "grid": grid_ref(placement.grid) if placement.grid else None,
        "candidates": [grid_ref(grid) for grid in placement.candidates],
        "distance_m": placement.distance_m,
    }


def grid_collection(grids: Sequence[GridShape], tolerance_m: float) -> Json:
    """A FeatureCollection; `tolerance_m` is how far a simplified border may lie from the true one."""
    return {"type": "FeatureCollection", "features": [grid_feature(grid, tolerance_m) for grid in grids]}


def grid_feature(grid: GridShape, tolerance_m: float) -> Json:
    """One grid."""
    return {
        "type": "Feature",
        "id": grid.grid_id,
        "properties": {**grid_ref(grid), "level": grid.level, "parent_id": grid.parent_id},
        "geometry": mapping(drawable(grid.shape, tolerance_m)),
    }


def drawable(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """The shape for a map: simplified when asked, its numbers without meaningless digits."""
    if tolerance_m:
        latitude_m = local_scale(shape.centroid.y).lat_m
        shape = shapely.simplify(shape, tolerance_m / latitude_m)
    return shapely.transform(shape, lambda vertices: vertices.round(DIGITS))
