"""Reading the ledger: the cases somebody answers for, filtered as the case list, by time of report."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, not_, select, tuple_

from inspect_app.cases.lines import COLUMNS
from inspect_app.cases.lines import Line as CaseLine
from inspect_app.cases.models import Case, Closure
from inspect_app.cases.queries import CaseFilter, conditions
from inspect_app.cases.statuses import Status
from inspect_app.core.clock import from_iso, from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.core.stored import plain_rows
from inspect_app.supervision.ledger.models import SIGNED, Signoff
from inspect_app.supervision.scope import answered_for

WAITING = "waiting"
BATCH = 500
LINES = select(*COLUMNS)


@dataclass(frozen=True)
class LedgerFilter:
    """What a ledger is narrowed to: the filter of the case list, sign-off, and the cases behind a number."""

    cases: CaseFilter
    signoff: str | None = None
    behind: tuple[ColumnElement[bool], ...] = ()
    told: dict[str, Any] = field(default_factory=dict)  # the filter as it was asked for


def selected(ctx: Context, wanted: LedgerFilter) -> tuple[ColumnElement[bool], ...]:
    """The filter as SQL, within what the actor answers for."""
    signoff = {None: (), WAITING: (unsigned(),), SIGNED: (Case.status == Status.CLOSED, signed())}
    return (answered_for(ctx.actor), *conditions(ctx, wanted.cases), *signoff[wanted.signoff], *wanted.behind)


def signed() -> ColumnElement[bool]:
    """Whether the closing that stands is signed off."""
    standing = (Closure.id == Signoff.closure_id, Closure.reopened_at.is_(None))
    return exists().where(Signoff.case_id == Case.id, Signoff.decision == SIGNED, *standing)


def unsigned() -> ColumnElement[bool]:
    """Closed, and nobody has signed that off."""
    return (Case.status == Status.CLOSED) & not_(signed())


def ordered(query: Select[Any], behind: list[Any] | None) -> Select[Any]:
    """Last reported first; `behind` is the row to go on after."""
    if behind is not None:
        query = query.where(tuple_(Case.reported_at, Case.id) < tuple_(*behind))
    return query.order_by(Case.reported_at.desc(), Case.id.desc())


def list_ledger(
    ctx: Context, wanted: LedgerFilter, cursor: str | None, limit: int
) -> tuple[list[CaseLine], str | None]:
    """A page of the ledger, and the cursor of the next one."""
    query = LINES.where(*selected(ctx, wanted))
    rows = page(query, decode_cursor(cursor, from_millis, UUID), limit + 1)
    if len(rows) <= limit:
        return rows, None
    at, case_id = place_of(rows[limit - 1])
    return rows[:limit], encode_cursor(to_millis(at), str(case_id))


def page(query: Select[Any], behind: list[Any] | None, limit: int) -> list[CaseLine]:
    """Cases behind a row."""
    return [CaseLine(*row) for row in plain_rows(ordered(query, behind).limit(limit))]


def place_of(case: CaseLine) -> tuple[datetime, UUID]:
    """Where a case stands in the order of the ledger."""
    return from_iso(case.reported_at), UUID(case.key)


def count_ledger(ctx: Context, wanted: LedgerFilter) -> int:
    """How many cases the filter leaves."""
    return db.session.scalar(select(func.count()).select_from(Case).where(*selected(ctx, wanted))) or 0


def batches(ctx: Context, wanted: LedgerFilter) -> Iterator[list[CaseLine]]:
    """The whole ledger, some hundred cases at a time; what is reported meanwhile is not looked for."""
    query = LINES.where(*selected(ctx, wanted))
    behind: list[Any] | None = None
    while rows := page(query, behind, BATCH):
        yield rows
        behind = list(place_of(rows[-1]))


def find_line(ctx: Context, case_id: UUID) -> Case:
    """A case of the actor's ledger; 404 otherwise."""
    query = select(Case).where(Case.id == case_id, answered_for(ctx.actor))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise not_found()
    return found


def by_numbers(ctx: Context, numbers: list[str]) -> dict[str, Case]:
    """Cases of the actor's ledger by their numbers."""
    found: dict[str, Case] = {}
    for first in range(0, len(numbers), BATCH):
        wanted = numbers[first : first + BATCH]
        query = select(Case).where(Case.number.in_(wanted), answered_for(ctx.actor))
        found |= {case.number: case for case in db.session.scalars(query)}
    return found
