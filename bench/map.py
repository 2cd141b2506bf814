"""`python -m bench.map [SIZE …]`: how long the map of cases takes, on both databases.

Default sizes 20,000 and 100,000. Cases lie in towns over one degree of latitude and longitude, some of them
late. Each view is answered as the route answers it: the rows and the JSON. The anchor is the bare driver
fetching the cell, place, status and due date of the same cases, as a map that counts by itself would have to.
"""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from bench.bulk import tidy
from bench.clock import Rate, rate_of
from bench.ground import at_each_size
from bench.reuse import insert
from config import Config
from inspect_app.accounts.models import Unit
from inspect_app.app import create_app
from inspect_app.cases.atlas.present import present_atlas
from inspect_app.cases.atlas.queries import survey
from inspect_app.cases.atlas.squares import BBox
from inspect_app.cases.queries import CaseFilter
from inspect_app.cases.statuses import Status
from inspect_app.cases.wire import map_cell
from inspect_app.core.context import Actor, Context, Grant
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction, write_transaction

SIZES = (20_000, 100_000)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
WEST, SOUTH, UNITS, TOWNS = 112.0, 34.0, 20, 60
E7 = 10_000_000
VIEWS: dict[str, tuple[BBox, int]] = {
    "country, first paint": ((73.0, 3.0, 136.0, 54.0), 4),
    "whole city, first paint": ((111.9, 33.9, 113.1, 35.1), 10),
    "a district": ((112.3, 34.3, 112.6, 34.5), 12),
    "a few streets": ((112.40, 34.40, 112.43, 34.42), 15),
}
COLUMNS = (
    *("id", "number", "status", "version", "round", "round_at", "category", "note", "fields", "reporter_id"),
    *("captured_at", "reported_at", "updated_at", "lat_e7", "lon_e7", "map_cell", "placement"),
    *("placement_candidates", "jurisdiction_unit_id", "handler_unit_id", "due_at", "refusals", "relapses"),
)


def places(size: int) -> Iterator[tuple[int, int]]:
    """Latitudes and longitudes in 1e-7 degree, thicker in towns."""
    draw = np.random.default_rng(size)
    towns = draw.uniform(0.1, 0.9, (TOWNS, 2))
    spots = towns[draw.integers(0, TOWNS, size)] + draw.normal(0, 0.03, (size, 2))
    for north, east in np.clip(spots, 0, 0.9999):
        yield int((SOUTH + north) * E7), int((WEST + east) * E7)


def rows(size: int) -> Iterator[tuple[Any, ...]]:
    """Cases as both databases take them."""
    statuses = list(Status)
    sqlite = db.engine.dialect.name == "sqlite"
    for n, (lat, lon) in enumerate(places(size)):
        at, due = NOW - timedelta(minutes=n), NOW + timedelta(days=n % 10 - 2)
        moments = [
            one.replace(tzinfo=None).isoformat(" ", "microseconds") if sqlite else one for one in (at, due)
        ]
        words = (UUID(int=n).hex, f"YH-{n:07d}", statuses[n % len(statuses)].value, 1, 1, moments[0])
        about = (
            "bare_soil",
            "裸土未覆盖，扬尘明显，已拍照。" * 4,
            "{}",
            1,
            moments[0],
            moments[0],
            moments[0],
        )
        unit = 2 + n % UNITS
        yield (*words, *about, lat, lon, map_cell(lat, lon), "inside", "[]", unit, unit, moments[1], 0, 0)


def fill(size: int) -> None:
    """Units under one root, and the cases; the people they speak of are left out."""
    root = Unit(id=1, code="city", name="市局", kind="city", parent_id=None, created_at=NOW)
    units = range(2, 2 + UNITS)
    with write_transaction():
        db.session.add(root)
        db.session.flush()
        db.session.add_all(
            Unit(id=n, code=f"u{n}", name=f"{n}区", kind="district", parent_id=1, created_at=NOW)
            for n in units
        )
    insert(("cases", COLUMNS), rows(size))


def person(role: Role, unit: int) -> Context:
    """Somebody with one role."""
    grant = Grant(role=role, unit_id=unit, grid_id=None)
    return Context(actor=Actor(id=1, username="bench", name="bench", grants=frozenset({grant})), now=NOW)


def answer(ctx: Context, view: tuple[BBox, int]) -> bytes:
    """What the route sends for a view."""
    body = present_atlas(survey(ctx, CaseFilter(), *view))
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def bare(view: tuple[BBox, int]) -> Rate:
    """The least that counting outside the database costs: the driver reads the rows of the view."""
    west, south, east, north = (round(side * E7) for side in view[0])
    cursor = db.session.connection().connection.cursor()
    command = (
        f"SELECT map_cell, lat_e7, lon_e7, status, due_at FROM cases WHERE lat_e7 BETWEEN {south} AND {north}"  # noqa: S608
        f" AND lon_e7 BETWEEN {west} AND {east}"
    )

    def fetch() -> object:
        cursor.execute(command)
        return cursor.fetchall()

    return rate_of("anchor: bare driver, the rows of this view", fetch, seconds=1.5)


def measure(config: Config, size: int) -> None:
    """Fill an empty database and look at it as three people."""
    app = create_app(config)
    people = {
        "auditor": person(Role.AUDITOR, 1),
        "supervisor of the city": person(Role.SUPERVISOR, 1),
        "handler of one unit in twenty": person(Role.HANDLER, 5),
    }
    with app.app_context():
        db.drop_all()
        db.create_all()
        begun = time.perf_counter()
        fill(size)
        tidy()
        print(f"{db.engine.dialect.name}, {size} cases, filled in {time.perf_counter() - begun:.0f} s")
        with read_transaction():
            for name, view in VIEWS.items():
                print(f"{'':12} {name}")
                print(bare(view).line())
                for who, ctx in people.items():
                    size_kb = len(answer(ctx, view)) / 1000
                    line = rate_of(f"{who}: {size_kb:.1f} KB", lambda: answer(ctx, view), seconds=1.5).line()  # noqa: B023
                    print(line)
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    at_each_size(measure, SIZES)
