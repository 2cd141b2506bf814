"""What is wrong with a whole duty table: rivals, units that cannot answer, what it leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.scope import grant_in_force
from inspect_app.cases.categories import categories_on
from inspect_app.cases.duties.queries import grid_parents, smallest_areas
from inspect_app.cases.duties.resolver import Rows, gaps, line_up, rivalries
from inspect_app.cases.duties.table_sheet import Draft
from inspect_app.cases.sources import sources_on
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role
from inspect_app.core.table_file import Fault
from inspect_app.places.days import local_day


@dataclass(frozen=True)
class Gap:
    """A category in an area that no row covers."""

    category: str
    area: int


@dataclass(frozen=True)
class Verdict:
    """Faults keep a table from coming into force; gaps have to be accepted by whoever enacts it."""

    faults: tuple[Fault, ...]
    gaps: tuple[Gap, ...]


def check_table(drafts: Sequence[Draft], now: datetime) -> Verdict:
    """Everything that is wrong with the rows, each named by its line."""
    rows = [draft.as_row() for draft in drafts]
    faults = [
        Fault(f"{other.line}", "same_as", f"{first.line}") for first, other in rivalries(rows)
    ] + unit_faults(drafts, now)
    parents = grid_parents()
    lines = [line_up(area, parents) for area in smallest_areas()]
    codes = [category.code for category in categories_on(local_day(now))]
    left_open = tuple(Gap(*gap) for gap in gaps(Rows(rows), codes, lines))
    return Verdict(tuple(faults), left_open)


def refuse_unknown(drafts: Sequence[Draft], on: date) -> None:
    """422 `duty_rows_unknown` for rows that name something that is not there."""
    units = set(db.session.scalars(select(Unit.id)))
    grids = set(grid_parents())
    categories = {category.code for category in categories_on(on)}
    sources = {source.code for source in sources_on(on)}
    faults = [
        {"field": f"rows.{at}", "message": "A category, area, source or unit of this row does not exist."}
        for at, draft in enumerate(drafts)
        if not ({draft.unit, *draft.helpers} <= units)
        or draft.category not in {None, *categories}
        or draft.area not in {None, *grids}
        or draft.source not in {None, *sources}
    ]
    if faults:
        raise Problem("duty_rows_unknown", faults[0]["message"], 422, errors=faults)


def unit_faults(drafts: Sequence[Draft], now: datetime) -> list[Fault]:
    """Rows whose lead or co-handling unit is not active, or whose lead nobody is appointed to answer for."""
    active = set(db.session.scalars(select(Unit.id).where(Unit.active)))
    handled = set(
        db.session.scalars(
            select(Grant.unit_id)
            .join(Person, Person.id == Grant.person_id)
            .where(Grant.role == Role.HANDLER, grant_in_force(now), Person.active)
        )
    )
    faults = []
    for draft in drafts:
        if not {draft.unit, *draft.helpers} <= active:
            faults.append(Fault(f"{draft.line}", "unit_not_active", ""))
        elif draft.unit not in handled:
            faults.append(Fault(f"{draft.line}", "unit_without_handler", ""))
    return faults
