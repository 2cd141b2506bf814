"""Who is responsible 一长三员: for an entry or a grid, from day to day, each change in the log."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.places.days import local_day
from inspect_app.places.index import GridShape
from inspect_app.places.models import Grid
from inspect_app.places.queries import areas_on, grids_below, grids_of, lineage, owner_of, root_unit
from inspect_app.registry.kinds import GRID, LEADER_ROLES, Kind
from inspect_app.registry.models import Leader, RegistryEntry
from inspect_app.registry.rights import may_change, refuse_change
from inspect_app.registry.service import lock_entry, subject_of

MOST_LEADERS = 2_000


@dataclass(frozen=True)
class LeaderForm:
    """A responsible person as somebody wants it to be; `valid_to` is the first day no longer."""

    entry_id: UUID | None
    grid_id: int | None
    role: str
    name: str
    post: str
    phone: str
    valid_from: date
    valid_to: date | None


def save_leader(ctx: Context, leader_id: UUID, form: LeaderForm) -> tuple[Leader, bool]:
    """Appoint somebody, or change or end an appointment; True when it is new. The same again changes nothing.

    Problems: `invalid_request`, `not_found`, `registry_not_yours`, `leader_conflict`.
    """
    subject = check_leader(ctx, form)
    row = db.session.get(Leader, leader_id, with_for_update=True, populate_existing=True)
    wanted = asdict(form)
    if row is None:
        row = Leader(id=leader_id, **wanted)
        db.session.add(row)
        db.session.flush()
        append(ctx, [leader_fact(subject, "leader_appointed", row)])
        return row, True
    if (row.entry_id, row.grid_id) != (form.entry_id, form.grid_id):
        detail = "This id stands for somebody responsible elsewhere; take a new one."
        raise Problem("leader_conflict", detail, 409)
    if any(getattr(row, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(row, name, value)
        db.session.flush()
        append(ctx, [leader_fact(subject, "leader_changed", row)])
    return row, False


def check_leader(ctx: Context, form: LeaderForm) -> str:
    """The subject of the log it belongs to; refuses a place that is not one, or not the supervisor's."""
    if (form.entry_id is None) == (form.grid_id is None):
        raise field_problem("entry_id", "Name either an entry or a grid.")
    if form.valid_to is not None and form.valid_to < form.valid_from:
        raise field_problem("valid_to", "It ends after it begins.")
    if form.entry_id is not None:
        entry = lock_entry(form.entry_id)
        unit_id, subject = entry.jurisdiction_unit_id, subject_of(entry.id)
    else:
        assert form.grid_id is not None
        if db.session.get(Grid, form.grid_id) is None:
            raise field_problem("grid_id", "There is no such grid.")
        unit_id = owner_of(lineage(form.grid_id), local_day(ctx.now))
        subject = f"grid:{form.grid_id}"
    place = GRID if form.grid_id is not None else Kind.SITE
    fitting = [code for code, role in LEADER_ROLES.items() if place in role.at]
    if form.role not in fitting:
        raise field_problem("role", f"Choose one of: {', '.join(fitting)}.")
    refuse_change(ctx.actor, unit_id)
    return subject


def leader_fact(subject: str, kind: str, row: Leader) -> Fact:
    """The role and days in the open, the person as a commitment."""
    public: dict[str, Any] = {
        "leader": str(row.id),
        "role": row.role,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
    }
    return Fact(subject, kind, public, {"name": row.name, "post": row.post})


def in_office(on: date) -> ColumnElement[bool]:
    """Who is responsible on a day."""
    return (Leader.valid_from <= on) & or_(Leader.valid_to.is_(None), Leader.valid_to > on)


def leaders_of(entry: RegistryEntry) -> list[Leader]:
    """All who are or were responsible for an entry, and for its grid and those above; the last first."""
    places = or_(Leader.entry_id == entry.id, Leader.grid_id.in_(lineage(entry.grid_id)))
    order = (Leader.valid_from.desc(), Leader.id)
    return list(db.session.scalars(select(Leader).where(places).order_by(*order).limit(100)))


class LedGrid(NamedTuple):
    """A grid, its unit, who is or was responsible for it, and whether the reader may change that."""

    grid: GridShape
    unit_id: int
    leaders: list[Leader]
    may_change: bool


@dataclass(frozen=True)
class GridFilter:
    """What the list of grids is narrowed to; `vacant` leaves those for which nobody is responsible."""

    q: str = ""
    vacant: bool = False


def led_grids(
    actor: Actor, on: date, wanted: GridFilter, cursor: str | None, limit: int
) -> tuple[list[LedGrid], str | None]:
    """A page of the grids in which somebody works, by code, each with its leaders; the cursor of the next."""
    behind = decode_cursor(cursor, str)
    led = set(db.session.scalars(select(Leader.grid_id).where(in_office(on)))) if wanted.vacant else set()
    found = [
        grid
        for grid in grids_of(actor, on)
        if (behind is None or grid.code > behind[0])
        and wanted.q.casefold() in f"{grid.code} {grid.name}".casefold()
        and grid.grid_id not in led
    ]
    page, areas = found[:limit], areas_on(on)
    units = {grid.grid_id: areas.unit_of(grid.grid_id) or root_unit() for grid in page}
    leaders = leaders_by_grid(units)
    rows = [
        LedGrid(grid, unit_id, leaders[grid.grid_id], may_change(actor, unit_id))
        for grid, unit_id in zip(page, units.values(), strict=True)
    ]
    return rows, encode_cursor(page[-1].code) if len(found) > limit else None


def leaders_by_grid(grid_ids: Iterable[int]) -> dict[int, list[Leader]]:
    """Who is or was responsible for each grid, the last first."""
    query = select(Leader).where(Leader.grid_id.in_(list(grid_ids)))
    found: dict[int, list[Leader]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(Leader.valid_from.desc(), Leader.id).limit(MOST_LEADERS)):
        assert row.grid_id is not None
        found[row.grid_id].append(row)
    return found


def without_leader(on: date) -> ColumnElement[bool]:
    """Sites for which, and for whose grids, nobody is responsible on a day."""
    led = grids_below(
        grid for grid in db.session.scalars(select(Leader.grid_id).where(in_office(on))) if grid is not None
    )
    own = select(Leader.id).where(Leader.entry_id == RegistryEntry.id, in_office(on)).exists()
    in_led = RegistryEntry.grid_id.in_(led)
    return (RegistryEntry.kind == Kind.SITE) & ~own & or_(RegistryEntry.grid_id.is_(None), ~in_led)
