"""Plans the reports: one for each real record, one inside each polygon, one on a border, one outside."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import Point

from inspect_app.cases.categories import load
from inspect_app.places.datum import Datum, Position, to_wgs84
from scripts.real_loop.folder import County, Picture, Record

INSIDE, NEAR, OUTSIDE, NOWHERE = "inside", "near", "outside", "no_position"
FAR_AWAY = Position(30.25, 120.15)


@dataclass
class Planned:
    """A report to be filed, and what must come of it: its grid, or the two grids on whose border it is."""

    title: str
    category: str
    note: str
    place: Position | None
    states: tuple[str, ...]
    grid: str | None = None
    neighbours: frozenset[str] = frozenset()
    photos: list[Picture] = field(default_factory=list)


def plan(counties: Sequence[County], records: Sequence[Record], categories: Sequence[str]) -> list[Planned]:
    """All reports without their photos."""
    by_name = {county.name: county for county in counties}
    choice = itertools.cycle(categories)
    return [
        *(from_record(record, by_name.get(record.county)) for record in records),
        *(inside(county, next(choice)) for county in counties),
        on_border(counties, next(choice)),
        Planned("outside all polygons", next(choice), "网格之外", FAR_AWAY, (OUTSIDE,)),
    ]


def from_record(record: Record, county: County | None) -> Planned:
    """A record of a bulletin; without a polygon of its county it has no place."""
    where = f"{record.province}{record.city}{record.county}"
    words = "，".join(word for word in (record.subject, record.finding, record.kind) if word)
    place = place_in(county) if county else None
    return Planned(
        f"{record.day} {where}",
        category_named(record.kind),
        f"{where}：{words}",
        place,
        (INSIDE,) if county else (NOWHERE,),
        county.code if county else None,
    )


def category_named(kind: str) -> str:
    """The category that knows this name of a bulletin; `other` for a name that none knows."""
    return next((category.code for category in load() if kind in category.synonyms), "other")


def inside(county: County, category: str) -> Planned:
    return Planned(
        f"inside {county.name}", category, f"{county.name}内", place_in(county), (INSIDE,), county.code
    )


def place_in(county: County) -> Position:
    """A point that is surely inside, from the polygon's datum to the phone's."""
    point = county.outline.representative_point()
    return to_wgs84(Position(point.y, point.x, Datum.GCJ02))


def on_border(counties: Sequence[County], category: str) -> Planned:
    """A point on the line between two neighbours: one of them is found, the other is a candidate."""
    one, other, line = next(borders(counties))
    middle: Point = line.interpolate(0.5, normalized=True)
    place = to_wgs84(Position(middle.y, middle.x, Datum.GCJ02))
    title = f"between {one.name} and {other.name}"
    both = frozenset({one.code, other.code})
    return Planned(title, category, "两县交界处", place, (INSIDE, NEAR), neighbours=both)


def borders(counties: Sequence[County]) -> Iterator[tuple[County, County, Any]]:
    """Neighbours with the longest piece of their common line."""
    for one, other in itertools.combinations(counties, 2):
        common = one.outline.intersection(other.outline)
        lines = [part for part in getattr(common, "geoms", [common]) if part.length > 0]
        if lines:
            yield one, other, max(lines, key=lambda part: part.length)


def share_out(reports: Sequence[Planned], pictures: Sequence[Picture]) -> None:
    """Gives every report a readable photo, every readable photo a report, the first the unreadable."""
    readable = [picture for picture in pictures if picture.readable]
    for turn in range(max(len(reports), len(readable))):
        reports[turn % len(reports)].photos.append(readable[turn % len(readable)])
    reports[0].photos.extend(picture for picture in pictures if not picture.readable)
