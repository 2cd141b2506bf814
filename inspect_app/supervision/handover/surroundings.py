"""What stands around the rows of a list: cases and registered things, read once for each square of the map.

A query for each row takes a thousand rows a second at best, and rows of one list lie close together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from inspect_app.cases.atlas.boxes import in_box
from inspect_app.cases.atlas.squares import Box
from inspect_app.cases.models import Case
from inspect_app.cases.statuses import TERMINAL, Status
from inspect_app.cases.wire import CELL_E7
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.places.datum import E7
from inspect_app.places.metric import SLACK, box_around, local_scale
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.queries import standing_in
from inspect_app.supervision.handover.matching import Asked, Known
from inspect_app.supervision.handover.rules import MatchingRule
from inspect_app.supervision.scope import answered_for

SIDE_E7 = 3 * CELL_E7
MOST_CASES = 50_000  # of a square, the newest
MOST_NEAR = 20  # of a row, the nearest: five are told
NOTHING = (Status.REJECTED, Status.MERGED)
COLUMNS = (Case.id, Case.category, Case.status, Case.reported_at, Case.lat_e7, Case.lon_e7)
Place = tuple[float, float]
Numbers = NDArray[np.float64]


def by_square(asked: Sequence[Asked]) -> Iterator[list[int]]:
    """Which rows lie in one square, square by square; rows without a place belong to none."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        if one.place is not None:
            found[int(one.place[0] * E7) // SIDE_E7, int(one.place[1] * E7) // SIDE_E7].append(at)
    yield from found.values()


class Surroundings:
    """The cases that somebody answers for and the registry around some places, asked without a database."""

    def __init__(self, actor: Actor, rule: MatchingRule, places: Sequence[Place]) -> None:
        self.rule, self.reach = rule, max(rule.near_m, rule.unknown_m)
        box = box_of(places, self.reach)
        where = (in_box(box), Case.status.not_in(NOTHING), answered_for(actor))
        query = select(*COLUMNS).where(*where).order_by(Case.reported_at.desc()).limit(MOST_CASES)
        self.cases: list[Any] = sorted(db.session.execute(query), key=lambda row: row.lat_e7)
        self.spots = degrees((row.lat_e7, row.lon_e7) for row in self.cases)
        self.categories = np.array([row.category for row in self.cases], dtype=np.str_)
        self.reported = np.array([row.reported_at.timestamp() for row in self.cases])
        entries = select(RegistryEntry.lat_e7, RegistryEntry.lon_e7).where(standing_in(box))
        self.entries = degrees(sorted((row[0], row[1]) for row in db.session.execute(entries)))

    def near(self, asked: Asked) -> list[Known]:
        """The nearest cases about then: of the same category, or on the spot."""
        if asked.place is None:
            return []
        first, metres = around(self.spots, asked.place, self.rule.near_m)
        part = slice(first, first + len(metres))
        since = (asked.at - timedelta(days=self.rule.days_before)).timestamp()
        until = (asked.at + timedelta(days=self.rule.days_after)).timestamp()
        about_then = (self.reported[part] >= since) & (self.reported[part] <= until)
        alike = (self.categories[part] == (asked.category or "")) | (metres <= self.rule.sure_m * SLACK)
        found = np.flatnonzero(about_then & alike & (metres <= self.rule.near_m * SLACK))
        nearest = found[np.argsort(metres[found], kind="stable")][:MOST_NEAR]
        return [known_of(self.cases[first + int(at)]) for at in nearest]

    def anything(self, place: Place) -> bool:
        """Whether there ever was a case, or is an entry, within the metres that tell a place known."""
        known = (around(spots, place, self.rule.unknown_m)[1] for spots in (self.spots, self.entries))
        return any(bool((metres <= self.rule.unknown_m).any()) for metres in known)


def box_of(places: Sequence[Place], metres: float) -> Box:
    """A box that holds everything within some metres of each of these places."""
    lats, lons = zip(*places, strict=True)
    corners = [
        box_around(lat, lon, metres).bounds
        for lat in (min(lats), max(lats))
        for lon in (min(lons), max(lons))
    ]
    west, south, east, north = zip(*corners, strict=True)
    return Box.of((min(west), min(south), max(east), max(north)))


def degrees(spots: Iterable[tuple[int | None, int | None]]) -> Numbers:
    """Points of 1e-7 degrees, south to north, as a row of latitudes and one of longitudes."""
    return np.array(list(spots), dtype=np.float64).reshape(-1, 2).T / E7


def around(spots: Numbers, place: Place, metres: float) -> tuple[int, Numbers]:
    """Where the points begin that are not too far south, and the metres to each until too far north.

    The flat scale is good to centimetres within a kilometre, and the rule counts whole metres.
    """
    scale = local_scale(place[0])
    half = metres * SLACK / scale.lat_m
    first, last = np.searchsorted(spots[0], (place[0] - half, place[0] + half))
    north = (spots[0, first:last] - place[0]) * scale.lat_m
    return int(first), np.hypot(north, (spots[1, first:last] - place[1]) * scale.lon_m)


def known_of(row: Any, words: str = "") -> Known:
    """A case as matching sees it."""
    place = None if row.lat_e7 is None or row.lon_e7 is None else (row.lat_e7 / E7, row.lon_e7 / E7)
    return Known(str(row.id), row.category, row.status not in TERMINAL, row.reported_at, place, words)
