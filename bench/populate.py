"""`populate(city, cases)`: years of a big city in an empty database, in constant memory, its log whole.

Each case has a report, stored photos, deadlines and about ten log entries, interleaved in time as a city's
are. Rows go past the services; `flask audit fsck` accepts the log. The objects themselves are left out.
"""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from bench.bulk import Bulk, bulk, moment, tidy
from bench.lives import (
    COLUMNS,
    PHOTO_BYTES,
    STEPS,
    Life,
    Place,
    case_row,
    clock_rows,
    last_step,
    photo_row,
    report_row,
    sha_of,
)
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import body_of, read_node, seal
from inspect_app.audit.merkle import frontier
from inspect_app.audit.models import MAIN_LOG
from inspect_app.audit.queries import log_size
from inspect_app.audit.replay import Replay
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Actor, Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.places.lookup import grid_index
from tests.builders import LONG_AGO, City, square

DISTRICTS, IN_A_ROW, PEOPLE_IN_DISTRICT = 20, 5, 20
SOUTH, WEST, SIDE = 34.0, 112.0, 0.1
E7 = 10_000_000
YEARS = 3
LOG_COLUMNS = {
    "log_entries": ("log_id", "log_index", "body"),
    "events": ("log_id", "log_index", "subject", "seq", "kind", "actor_id", "at", "payload", "salt"),
    "log_nodes": ("log_id", "level", "node_index", "hash"),
}


@dataclass(frozen=True)
class Filled:
    """What came of it: rows by table, and the entries of the log."""

    rows: dict[str, int]
    entries: int


def populate(city: City, cases: int) -> Filled:
    """That many cases of the last years in twenty new districts of a city whose case tables are empty."""
    places = districts(city)
    with city.app.app_context():
        with read_transaction():
            replay = grown()
        with bulk(COLUMNS | LOG_COLUMNS) as load:
            Telling(load, replay).all_of(places, cases, utc_now())
            load.cursor.execute(
                f"UPDATE log_heads SET size = {replay.size} WHERE log_id = {MAIN_LOG}"  # noqa: S608
            )
        tidy()
        db.session.remove()
    return Filled(load.written, replay.size)


def grown() -> Replay:
    """The tree of the log as it stands, ready to grow."""
    replay = Replay()
    replay.size = log_size()
    replay.edge = {(level, index): read_node(level, index) for level, index in frontier(replay.size)}
    return replay


class Telling:
    """All lives in the order of time, told to the tables and to the log as the program would."""

    def __init__(self, load: Bulk, replay: Replay) -> None:
        self.load, self.replay, self.salts = load, replay, Random(1)

    def all_of(self, places: list[Place], cases: int, until: datetime) -> None:
        """Only cases that are under way at the same time are in memory together."""
        waiting: list[tuple[datetime, int, Life]] = []
        for life in lives(places, cases, until):
            while waiting and waiting[0][0] <= life.begun:
                self.next_step(waiting)
            heapq.heappush(waiting, (life.begun, life.number, life))
        while waiting:
            self.next_step(waiting)

    def next_step(self, waiting: list[tuple[datetime, int, Life]]) -> None:
        """What happens next anywhere in the city."""
        at, number, life = heapq.heappop(waiting)
        self.happen(life, at)
        pause = life.pause()
        if pause is None:
            self.load.add("cases", case_row(life))
            for row in clock_rows(life):
                self.load.add("clocks", row)
        else:
            heapq.heappush(waiting, (at + pause, number, life))

    def happen(self, life: Life, at: datetime) -> None:
        """One step of one case: an entry, and the rows that came with it."""
        kind = STEPS[life.step][0]
        photo, sha256 = life.new_id(at), sha_of(life.number, life.step)
        index, leaf = self.tell(life, kind, at, photo, sha256)
        if kind == "photo_stored":
            self.load.add("photos", photo_row(life, photo, sha256, moment(at), (index, leaf)))
            self.load.add("blobs", (sha256, PHOTO_BYTES, moment(at)))
        elif kind == "case_reported":
            self.load.add("reports", report_row(life, index, leaf))
        life.step, life.previous, life.updated = life.step + 1, index, at

    def tell(self, life: Life, kind: str, at: datetime, photo: UUID, sha256: str) -> tuple[int, str]:
        """The log entry of a step; its index and leaf hash."""
        index, actor, fact = self.replay.size, life.actor(kind), life.fact(kind, photo, sha256)
        ctx = Context(Actor(id=actor, username="", name="", grants=frozenset()), at)
        sealed = seal(fact, self.salts.randbytes(32))
        body = canonical(body_of(ctx, sealed, life.step, life.previous))
        self.replay.add(index, body)
        self.load.add("log_entries", (MAIN_LOG, index, body))
        event = (
            MAIN_LOG, index, fact.subject, life.step, kind, actor, moment(at), sealed.words, sealed.salt
        )  # fmt: skip
        self.load.add("events", event)
        fresh = self.replay.taken()
        for (level, place), value in fresh.items():
            self.load.add("log_nodes", (MAIN_LOG, level, place, value))
        return index, fresh[0, index].hex()


def lives(places: list[Place], cases: int, until: datetime) -> Iterator[Life]:
    """Cases in the order in which they were reported, the last one now."""
    first = until - timedelta(days=365 * YEARS)
    gap = timedelta(days=365 * YEARS) / cases
    for number in range(cases):
        begun = first + gap * (number + 1)
        yield Life(number, places[number * 7 % len(places)], begun, "country", last_step(number))


def districts(city: City) -> list[Place]:
    """Twenty squares side by side, each a unit with a bureau, a grid and inspectors."""
    corners = [(SOUTH + SIDE * (n // IN_A_ROW), WEST + SIDE * (n % IN_A_ROW)) for n in range(DISTRICTS)]
    import_squares(city, corners)
    with city.app.app_context(), write_transaction():
        day, index = utc_now().date(), grid_index()
        ctx = Context(SYSTEM, LONG_AGO)
        return [
            settle(ctx, city, number, corner, index.place(*middle(corner), None, day, 0).grid_id)
            for number, corner in enumerate(corners)
        ]


def middle(corner: tuple[float, float]) -> tuple[float, float]:
    """The middle of a square."""
    return corner[0] + SIDE / 2, corner[1] + SIDE / 2


def settle(ctx: Context, city: City, number: int, corner: tuple[float, float], grid: int | None) -> Place:
    """The units and people of a district."""
    code = f"D{number:02d}"
    unit = create_unit(
        ctx, code=code, name=f"{number}区分局", kind="district", parent_id=city.units["city"]
    ).id
    bureau = create_unit(ctx, code=f"{code}B", name=f"{number}区住建局", kind="bureau", parent_id=unit).id
    people = []
    for count in range(PEOPLE_IN_DISTRICT):
        person = create_person(
            ctx, username=f"{code.lower()}-{count}", name=f"{count}某", unit_id=unit
        ).person
        role = Role.INSPECTOR if count else Role.SUPERVISOR
        grant_role(ctx, person.id, role=role, unit_id=unit, grid_id=grid if count else None)
        people.append(person.id)
        city.people[person.username] = person.id
    return Place(unit, bureau, grid, tuple(people), round(corner[0] * E7), round(corner[1] * E7))


def import_squares(city: City, corners: list[tuple[float, float]]) -> None:
    """The grids of all districts."""
    features = []
    for number, (south, west) in enumerate(corners):
        feature = square(f"G{number:02d}", f"{number}区", west)
        ring = feature["geometry"]["coordinates"][0]
        for point, north in zip(ring, (0, 0, 1, 1, 0), strict=True):
            point[1] = south + SIDE * north
        features.append(feature)
    file = Path(city.app.extensions["inspect_settings"].instance) / "districts.geojson"
    file.write_text(json.dumps(features), encoding="utf-8")
    options = ["--level", "county", "--datum", "wgs84", "--code-field", "code", "--name-field", "name"]
    place = ["places", "import", str(file), *options, "--valid-from", "2020-01-01"]
    done = city.app.test_cli_runner().invoke(args=place)
    if done.exit_code:
        raise RuntimeError(done.output)
