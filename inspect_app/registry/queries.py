"""Reading the registry: lists, what is near, what bears a name, what should be looked at again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from inspect_app.cases.atlas.squares import Box
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day
from inspect_app.places.metric import box_around, distance_m
from inspect_app.places.queries import grids_below, grids_of
from inspect_app.registry.credit_code import tidy_code
from inspect_app.registry.kinds import Kind
from inspect_app.registry.leaders import without_leader
from inspect_app.registry.models import RegistryEntry
from inspect_app.registry.naming import name_key
from inspect_app.registry.notices import NO_LEADER, PERMIT_ENDED, UNCONFIRMED, unconfirmed_before

NEAR_M = 300  # how far from a site somebody may stand and still mean it
MOST_NEAR = 20
LIVING = RegistryEntry.active


@dataclass(frozen=True)
class EntryFilter:
    """What a list is narrowed to."""

    kind: str | None = None
    q: str = ""
    flag: str | None = None
    grid: int | None = None
    inactive: bool = False
    mine: bool = False
    owner: UUID | None = None


@dataclass(frozen=True)
class NearEntry:
    """An entry and the metres to it."""

    entry: RegistryEntry
    distance_m: float


def get_entry(entry_id: UUID) -> RegistryEntry:
    """An entry; 404 when there is none."""
    row = db.session.get(RegistryEntry, entry_id)
    if row is None:
        raise not_found()
    return row


def list_entries(
    ctx: Context, wanted: EntryFilter, cursor: str | None, limit: int
) -> tuple[list[RegistryEntry], str | None]:
    """A page of the registry by number, and the cursor of the next one."""
    query = select(RegistryEntry).where(*conditions(ctx, wanted))
    if (behind := decode_cursor(cursor, str, UUID)) is not None:
        query = query.where(tuple_(RegistryEntry.number, RegistryEntry.id) > tuple_(*behind))
    order = (RegistryEntry.number, RegistryEntry.id)
    rows = list(db.session.scalars(query.order_by(*order).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(rows[limit - 1].number, str(rows[limit - 1].id))


def conditions(ctx: Context, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL."""
    found: list[ColumnElement[bool]] = [] if wanted.inactive else [LIVING.is_(True)]
    if wanted.kind:
        found.append(RegistryEntry.kind == wanted.kind)
    if wanted.grid:
        found.append(RegistryEntry.grid_id.in_(grids_below([wanted.grid])))
    if wanted.owner:
        found.append(RegistryEntry.owner_id == wanted.owner)
    if wanted.mine:
        grids = grids_of(ctx.actor, local_day(ctx.now))
        found.append(RegistryEntry.grid_id.in_([grid.grid_id for grid in grids]))
    if wanted.q:
        found.append(said(wanted.q))
    if wanted.flag:
        found.append(flagged(wanted.flag, ctx.now))
    return found


def said(words: str) -> ColumnElement[bool]:
    """Entries whose number, name, plate, credit code or permit holds the words, however they are spelt."""
    keys = {name_key(kind, words) for kind in Kind} - {""}
    in_name = [RegistryEntry.name_key.contains(key, autoescape=True) for key in keys]
    plain = (RegistryEntry.number, RegistryEntry.permit, RegistryEntry.name, RegistryEntry.address)
    in_words = [column.icontains(words, autoescape=True) for column in plain]
    code = RegistryEntry.credit_code.contains(tidy_code(words), autoescape=True)
    return or_(*in_name, *in_words, code)


def flagged(flag: str, now: datetime) -> ColumnElement[bool]:
    """Entries with a flag, or with `any`."""
    return or_(*(condition for code, condition in flags_on(now).items() if flag in {code, "any"}))


def flags_on(now: datetime) -> dict[str, ColumnElement[bool]]:
    """The condition of each flag at an instant."""
    today = local_day(now)
    old = [
        and_(RegistryEntry.kind == kind, RegistryEntry.confirmed_at < unconfirmed_before(kind, now, today))
        for kind in Kind
    ]
    return {
        UNCONFIRMED: or_(*old),
        PERMIT_ENDED: RegistryEntry.permit_to < today,
        NO_LEADER: without_leader(today),
    }


def flags_of(entries: Iterable[RegistryEntry], now: datetime) -> dict[UUID, list[str]]:
    """The flags of each of these entries: one query for all."""
    ids = [entry.id for entry in entries]
    columns = [condition.label(code) for code, condition in flags_on(now).items()]
    query = select(RegistryEntry.id, *columns).where(RegistryEntry.id.in_(ids), LIVING)
    found: dict[UUID, list[str]] = {}
    for row in db.session.execute(query).mappings() if ids else ():
        found[row["id"]] = [column.name for column in columns if row[column.name]]
    return found


def near(lat: float, lon: float, radius_m: float = NEAR_M) -> list[NearEntry]:
    """Sites and enterprises in use within some metres of a WGS-84 place, the nearest first."""
    box = Box.of(box_around(lat, lon, radius_m).bounds)
    query = select(RegistryEntry).where(standing_in(box)).limit(500)
    found = [NearEntry(row, metres_to(row, lat, lon)) for row in db.session.scalars(query)]
    inside = [one for one in found if one.distance_m <= radius_m]
    return sorted(inside, key=lambda one: (one.distance_m, one.entry.number))[:MOST_NEAR]


def standing_in(box: Box) -> ColumnElement[bool]:
    """Entries in use with a place in a box, in words that the index of map cells understands."""
    cells = box.cells()
    column = RegistryEntry.map_cell
    near = column.between(*box.span()) if cells is None else column.in_(cells)
    lat, lon = RegistryEntry.lat_e7, RegistryEntry.lon_e7
    inside = (lat.between(box.south, box.north), lon.between(box.west, box.east))
    return and_(LIVING, near, *inside)


def metres_to(entry: RegistryEntry, lat: float, lon: float) -> float:
    """From a place to an entry that has one."""
    assert entry.lat_e7 is not None
    assert entry.lon_e7 is not None
    return distance_m((lat, lon), (entry.lat_e7 / E7, entry.lon_e7 / E7))


def registered(
    name: str, *, kind: str | None = None, credit_code: str = "", place: tuple[float, float] | None = None
) -> list[RegistryEntry]:
    """The entries in use that bear a name or a credit code, or stand at a WGS-84 place: is it known to us?

    Names are compared without blanks, signs and widths. An empty answer means a "black household" 黑户.
    """
    ways: list[ColumnElement[bool]] = [
        and_(RegistryEntry.kind == one, RegistryEntry.name_key == key)
        for one in ([kind] if kind else Kind)
        if (key := name_key(one, name))
    ]
    if code := tidy_code(credit_code):
        ways.append(RegistryEntry.credit_code == code)
    if place is not None:
        ways.append(RegistryEntry.id.in_([one.entry.id for one in near(*place)]))
    narrowed = [RegistryEntry.kind == kind] if kind else []
    query = select(RegistryEntry).where(LIVING, or_(*ways), *narrowed).order_by(RegistryEntry.number)
    return list(db.session.scalars(query.limit(MOST_NEAR))) if ways else []


def by_ids(ids: Iterable[UUID | None]) -> dict[UUID, RegistryEntry]:
    """Entries by id."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.scalars(select(RegistryEntry).where(RegistryEntry.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}
