"""Open cases near a case that may be the same problem, for the person who decides whether to merge."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.atlas.boxes import in_box
from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.likeness import NEAR_IN_TIME, NEAR_M, Likeness, most_alike
from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_to
from inspect_app.cases.statuses import TERMINAL
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.evidence.similarity.neighbours import nearest_photos
from inspect_app.places.datum import E7
from inspect_app.places.metric import box_around, distance_m

MOST_SUGGESTED = 5
MOST_LOOKED_AT = 200  # the newest of a crowded place; more would help nobody decide


def suggestions(ctx: Context, case: Case) -> list[tuple[Case, Likeness]]:
    """The likeliest twins of a case among those in scope, best first; none for a case without a position."""
    place = place_of(case)
    if place is None:
        return []
    neighbours = {str(other.id): other for other in nearby(ctx, case, place)}
    photos = nearest_photos(case.id, [other.id for other in neighbours.values()])
    alike = {name: likeness(case, other, place, photos) for name, other in neighbours.items()}
    found = most_alike(list(alike.items()), MOST_SUGGESTED)
    return [(neighbours[name], alike[name]) for name in found]


def nearby(ctx: Context, case: Case, place: tuple[float, float]) -> list[Case]:
    """Open cases in a box around the place, photographed about the same time."""
    box = Box.of(box_around(*place, NEAR_M).bounds)
    first, last = case.captured_at - NEAR_IN_TIME, case.captured_at + NEAR_IN_TIME
    query = select(Case).where(
        in_box(box),
        Case.captured_at.between(first, last),
        Case.status.not_in(TERMINAL),
        Case.id != case.id,
        visible_to(ctx.actor),
    )
    return list(db.session.scalars(query.order_by(Case.captured_at.desc(), Case.id).limit(MOST_LOOKED_AT)))


def place_of(case: Case) -> tuple[float, float] | None:
    """Latitude and longitude, WGS-84 degrees."""
    if case.lat_e7 is None or case.lon_e7 is None:
        return None
    return case.lat_e7 / E7, case.lon_e7 / E7


def likeness(case: Case, other: Case, place: tuple[float, float], photos: Mapping[UUID, int]) -> Likeness:
    """What a case has in common with a neighbour; `photos` says how far their nearest photos differ."""
    metres = distance_m(place, place_of(other) or place)
    apart, same = other.captured_at - case.captured_at, other.category == case.category
    return Likeness(metres, apart, same, photos.get(other.id))
