"""A superior's list for the demo city: a part is imported, the whole is a file to try the import with."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.cases.categories import known_category
from inspect_app.cases.models import Case
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.roles import Role
from inspect_app.core.workbook import Column, workbook
from inspect_app.demo.geography import Area, place_in
from inspect_app.demo.planning import Play
from inspect_app.places.datum import E7, Datum
from inspect_app.places.days import local_day
from inspect_app.places.metric import local_scale
from inspect_app.registry.kinds import Kind
from inspect_app.registry.models import RegistryEntry
from inspect_app.supervision.handover.columns import READ
from inspect_app.supervision.handover.examining import examine
from inspect_app.supervision.handover.models import LEAVE_OUT, MATCH, HandOverRow
from inspect_app.supervision.handover.reading import read_list
from inspect_app.supervision.handover.service import Decision, Heading, decide, import_rows

Place = tuple[float, float]
Row = list[Any]
ISSUER, BATCH, SHEET, DAYS = "省级督察组", "演示第1批", "交办清单", timedelta(days=14)
DUE = [column.name for column in READ].index("due_on")
DEGREES_IN_METRE = 1 / 111_000  # of latitude
FIRST = 6  # rows that are imported; the others are for whoever tries the file
SEED, TRIES = 20261122, 300
PLACED = select(RegistryEntry).where(RegistryEntry.lat_e7.is_not(None))


def hand_down(ctx: Context, plays: Sequence[Play], streets: Sequence[Area]) -> bytes:
    """Import the first rows and decide two of them; answers the whole file, with every kind of row in it."""
    today = local_day(ctx.now)
    due = (today + DAYS).isoformat()
    rows = [*kept_rows(plays, streets), *faulty_rows()]
    for one in rows:
        one[DUE] = one[DUE] or due
    heading = Heading(min(ctx.actor.units_as(Role.SUPERVISOR)), ISSUER, "province", BATCH, today)
    found = read_list(sheet(rows[:FIRST]), Datum.WGS84, today)
    entry = import_rows(ctx, uuid7(), heading, examine(ctx, heading.unit_id, ISSUER, found.rows), "")
    ids = select(HandOverRow.number, HandOverRow.id).where(HandOverRow.list_id == entry.id)
    kept = dict(db.session.execute(ids).all())
    left = Decision(kept["督-006"], LEAVE_OUT, remark="不属大气问题，已转有关部门。")
    decide(ctx, entry.id, [Decision(kept["督-001"], MATCH), left])
    return sheet(rows)


def sheet(rows: Sequence[Row]) -> bytes:
    """The rows as a workbook, as a superior would send it."""
    columns = [Column(column.zh, column.width) for column in READ]
    return b"".join(workbook(SHEET, columns, rows))


def kept_rows(plays: Sequence[Play], streets: Sequence[Area]) -> list[Row]:
    """Cases we have, by place and by number; what is new; two places that nobody knows."""
    soil, pile, closed = (
        one_of(plays, category, plot)
        for category, plot in (
            ("bare_soil", "assigned"),
            ("material_pile", "working"),
            ("construction_dust", "closed"),
        )
    )
    shop = one_of(plays, "small_polluters", "working")
    number = db.session.get_one(Case, shop.case_id).number
    sites, lonely = quiet_sites(plays), lonely_places(plays, streets)
    return [
        row("督-001", "拆迁地块", north_of(soil, 15), "bare_soil", "拆迁地块黄土裸露，未覆盖。"),
        row("督-002", "搅拌站以北", north_of(pile, 180), "material_pile", "料仓未封闭，物料露天堆放。"),
        row("督-003", "", None, "", f"复核贵局 {number} 的整改情况。"),
        row("督-004", sites[0].name, spot_of(sites[0]), "construction_dust", "出入口未冲洗，带泥上路。"),
        row("督-005", "村北空地", lonely[0], "small_polluters", "无名石料加工点，粉尘无组织排放。"),
        row("督-006", "城区某处", None, "", "夜间噪声扰民。"),
        row("督-007", "已完工路段", north_of(closed, 20), "construction_dust", "道路未硬化，扬尘明显。"),
        row("督-008", sites[1].name, spot_of(sites[1]), "construction_dust", "围挡缺失。"),
        row("督-009", "河滩", lonely[1], "bare_soil", "弃土堆放，无人管理。"),
    ]


def faulty_rows() -> list[Row]:
    """What a trial run names: latitude and longitude swapped, nothing said, no such day."""
    return [
        row("督-010", "城区某处", (112.4, 34.6), "bare_soil", "坐标写反的一行。"),
        row("督-011", "城区某处", None, "bare_soil", ""),
        row("督-012", "城区某处", None, "bare_soil", "期限不是日期的一行。", due="下月底"),
    ]


def row(number: str, place: str, spot: Place | None, category: str, what: str, *, due: str = "") -> Row:
    """A line in the order of the columns that are read."""
    lat, lon = ("", "") if spot is None else (f"{spot[0]:.6f}", f"{spot[1]:.6f}")
    named = known_category(category).zh if category else ""
    return [number, "", place, "", lat, lon, named, "", due, what]


def one_of(plays: Sequence[Play], category: str, plot: str) -> Play:
    """The first case of a category and of a fate."""
    return next(play for play in plays if (play.story.category, play.story.plot) == (category, plot))


def north_of(play: Play, metres: float) -> Place:
    """Some metres to the north of a case."""
    assert play.place is not None
    return play.place[0] + metres * DEGREES_IN_METRE, play.place[1]


def quiet_sites(plays: Sequence[Play]) -> list[RegistryEntry]:
    """Registered sites, those farthest from all cases first."""
    cases = [play.place for play in plays if play.place is not None]
    entries = db.session.scalars(PLACED.where(RegistryEntry.kind == Kind.SITE).order_by(RegistryEntry.number))
    return sorted(entries, key=lambda entry: -nearest_m(spot_of(entry), cases))


def lonely_places(plays: Sequence[Play], streets: Sequence[Area]) -> list[Place]:
    """Places of the city, those farthest from everything that is known first; chance is seeded."""
    chance = random.Random(SEED)  # noqa: S311 - a stage, not a secret
    known = [play.place for play in plays if play.place is not None]
    known += [spot_of(entry) for entry in db.session.scalars(PLACED)]
    tried = [place_in(chance.choice(streets), chance) for _ in range(TRIES)]
    return sorted(tried, key=lambda place: -nearest_m(place, known))


def spot_of(entry: RegistryEntry) -> Place:
    """Where something registered stands."""
    assert entry.lat_e7 is not None
    assert entry.lon_e7 is not None
    return entry.lat_e7 / E7, entry.lon_e7 / E7


def nearest_m(place: Place, others: Sequence[Place]) -> float:
    """Metres to the nearest of some places, roughly."""
    scale = local_scale(place[0])
    return min(scale.metres(place, other) for other in others)
