"""Reading duty tables: the one in force on a day, ready for questions, and what a sheet's words refer to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import Date, bindparam, select

from inspect_app.accounts.models import Unit
from inspect_app.cases.categories import categories_on
from inspect_app.cases.duties.models import DRAFT, IN_FORCE, DutyRow, DutyTable
from inspect_app.cases.duties.resolver import Row, Rows
from inspect_app.cases.duties.table_sheet import Books, Draft
from inspect_app.cases.sources import sources_on
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.places.models import Grid

CACHE = "inspect_duty_rows"
MOST_KEPT = 8
MOST_LISTED = 100
Thing = TypeVar("Thing")


# A new report asks this: built once.
LATEST = (
    select(DutyTable.id)
    .where(DutyTable.state == IN_FORCE, DutyTable.valid_from <= bindparam("day", type_=Date))
    .order_by(DutyTable.valid_from.desc(), DutyTable.enacted_at.desc(), DutyTable.id)
    .limit(1)
)


def table_on(day: date) -> UUID | None:
    """The table in force on a day: the one that began last; None before the first."""
    return db.session.scalar(LATEST, {"day": day})


@dataclass(frozen=True)
class InForce:
    """A table in force: its name and its rows, ready for questions."""

    name: str
    rows: Rows


def table_in_force(table_id: UUID) -> InForce:
    """A table that is in force; nobody edits those, so a process keeps them; 404 without one."""
    kept: dict[UUID, InForce] = current_app.extensions.setdefault(CACHE, {})
    found = kept.get(table_id)
    if found is None:
        found = InForce(get_table(table_id).name, Rows(as_row(row) for row in rows_of(table_id)))
        for old in list(kept)[: max(0, len(kept) + 1 - MOST_KEPT)]:
            kept.pop(old, None)
        kept[table_id] = found
    return found


def rows_in_force(table_id: UUID) -> Rows:
    """The rows of a table that is in force."""
    return table_in_force(table_id).rows


def row_of(table_id: UUID | None, row_id: int | None) -> Row | None:
    """The row by which a case was routed."""
    return None if table_id is None or row_id is None else rows_in_force(table_id).by_id.get(row_id)


def as_row(row: DutyRow) -> Row:
    """A stored row as the resolver needs it."""
    key = (row.category, row.grid_id, row.source)
    helpers = tuple(row.helper_unit_ids)
    return Row(row.id, row.line, *key, row.unit_id, helpers, row.percent, row.priority or 0)


def as_draft(row: DutyRow) -> Draft:
    """A stored row as somebody wrote it."""
    key = (row.category, row.grid_id, row.source)
    helpers = tuple(row.helper_unit_ids)
    return Draft(row.line, *key, row.unit_id, helpers, row.percent, row.priority, row.basis)


def rows_of(table_id: UUID) -> list[DutyRow]:
    """The rows of a table in their order."""
    query = select(DutyRow).where(DutyRow.table_id == table_id)
    return list(db.session.scalars(query.order_by(DutyRow.line, DutyRow.id)))


def get_table(table_id: UUID) -> DutyTable:
    """A table; 404 otherwise."""
    table = db.session.get(DutyTable, table_id)
    if table is None:
        raise not_found()
    return table


def list_tables() -> list[DutyTable]:
    """Drafts first, then what is or was in force, the latest first; a hundred at most."""
    query = select(DutyTable).order_by(
        (DutyTable.state == DRAFT).desc(),
        DutyTable.valid_from.desc(),
        DutyTable.enacted_at.desc(),
        DutyTable.changed_at.desc(),
        DutyTable.id,
    )
    return list(db.session.scalars(query.limit(MOST_LISTED)))


def grid_parents() -> dict[int, int | None]:
    """The grid above each grid."""
    return dict(db.session.execute(select(Grid.id, Grid.parent_id)).all())


def smallest_areas() -> list[int]:
    """The grids with none below them: where cases lie."""
    parents = grid_parents()
    above = set(parents.values())
    return sorted(grid_id for grid_id in parents if grid_id not in above)


def books(day: date) -> Books:
    """The codes and names of a day; a name that two things share stands for neither."""
    categories = [(row.code, (row.code, row.zh, row.en)) for row in categories_on(day)]
    grids = db.session.execute(select(Grid.id, Grid.code, Grid.name))
    units = db.session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.active))
    return Books(
        by_word(categories),
        by_word((row[0], row[1:]) for row in grids),
        by_word((row[0], row[1:]) for row in units),
        by_word((row.code, (row.code, row.zh, row.en)) for row in sources_on(day)),
    )


def by_word(named: Iterable[tuple[Thing, tuple[str, ...]]]) -> dict[str, Thing]:
    """Things by each of their words; the first word, a code, goes before every name."""
    things = list(named)
    found: dict[str, Thing] = {}
    shared: set[str] = set()
    for thing, (_, *names) in things:
        for name in names:
            if found.setdefault(name, thing) != thing:
                shared.add(name)
    kept = {word: thing for word, thing in found.items() if word not in shared}
    return kept | {code: thing for thing, (code, *_) in things}


def codes_of(drafts: Iterable[Draft]) -> dict[str, dict[int, str]]:
    """The codes of the grids and units that rows name."""
    rows = list(drafts)
    units = {unit for row in rows for unit in (row.unit, *row.helpers)}
    areas = {row.area for row in rows if row.area is not None}
    return {
        "units": dict(db.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(units))).all()),
        "grids": dict(db.session.execute(select(Grid.id, Grid.code).where(Grid.id.in_(areas))).all()),
    }
