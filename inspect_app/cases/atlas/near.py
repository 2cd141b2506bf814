"""The cases nearest to where somebody stands, by metres along the ellipsoid."""

import math
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Float, cast, select

from inspect_app.cases.atlas.boxes import in_box
from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.models import Case
from inspect_app.cases.queries import CaseFilter, conditions
from inspect_app.cases.scope import visible_in_bulk
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.places.datum import E7
from inspect_app.places.metric import box_around, distance_m, local_scale

# Looked for in ever wider circles, so that a dense city is not searched to its borders.
REACHES_M = (500, 2_000, 8_000, 32_000, 128_000)
Place = tuple[float, float]  # latitude and longitude, WGS-84 degrees


@dataclass(frozen=True)
class Found:
    """A case, metres to it, and the root of the sum of squares of both places' accuracies in metres."""

    case: Case
    distance_m: float
    uncertainty_m: float


@dataclass(frozen=True)
class Near:
    """The nearest cases in order, and how far was looked."""

    found: list[Found]
    reach_m: int


def nearest(
    ctx: Context, wanted: CaseFilter, *, lat: float, lon: float, accuracy_m: float, limit: int
) -> Near:
    """The `limit` nearest cases in scope within 128 km."""
    narrowed = [visible_in_bulk(ctx.actor), *conditions(ctx, wanted)]
    for reach in REACHES_M:
        cases = around((lat, lon), reach, limit, narrowed)
        found = [found_at(case, (lat, lon), accuracy_m) for case in cases]
        inside = sorted((one for one in found if one.distance_m <= reach), key=by_distance)
        if len(inside) >= limit:
            break
    return Near(inside, reach)


def around(place: Place, reach_m: int, limit: int, narrowed: list[ColumnElement[bool]]) -> list[Case]:
    """The cases in a box that holds the circle, nearest first by a flat scale that is true this close."""
    west, south, east, north = box_around(*place, reach_m).bounds
    box = Box.of((max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)))
    query = select(Case).where(in_box(box), *narrowed).order_by(flat_square(place), Case.id)
    return list(db.session.scalars(query.limit(limit)))


def flat_square(place: Place) -> ColumnElement[float]:
    """Square metres from a place, on the flat scale of its latitude."""
    scale = local_scale(place[0])
    up = (cast(Case.lat_e7, Float) - place[0] * E7) * (scale.lat_m / E7)
    across = (cast(Case.lon_e7, Float) - place[1] * E7) * (scale.lon_m / E7)
    return up * up + across * across


def found_at(case: Case, place: Place, accuracy_m: float) -> Found:
    """A case with its distance from a place."""
    assert case.lat_e7 is not None
    assert case.lon_e7 is not None
    metres = distance_m(place, (case.lat_e7 / E7, case.lon_e7 / E7))
    return Found(case, metres, math.hypot(accuracy_m, (case.accuracy_dm or 0) / 10))


def by_distance(one: Found) -> tuple[float, str]:
    """Nearest first; cases on one spot in the order of their numbers."""
    return one.distance_m, one.case.number
