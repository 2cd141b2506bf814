"""Reading superiors' lists: those of the actor's units, their rows, and how far each list is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased

from inspect_app.accounts.scope import reach
from inspect_app.cases.models import Case, Closure
from inspect_app.cases.statuses import Status
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor, row_number
from inspect_app.core.roles import Role
from inspect_app.supervision.handover.models import LEAVE_OUT, HandOverList, HandOverRow
from inspect_app.supervision.ledger.queries import BATCH
from inspect_app.supervision.scope import units_reached

WAITING, OPEN, CLOSED, LEFT_OUT, REFUSED = "waiting", "open", "closed", "left_out", "refused"
NO_FILTER: dict[str, Any] = {"state": None, "finding": None, "sure": None, "q": ""}
STATES = (WAITING, OPEN, CLOSED, LEFT_OUT, REFUSED)
OWN, HEAD = aliased(Case), aliased(Case)
STATUS = func.coalesce(HEAD.status, OWN.status)
# How far a row is. A case that was rejected is no closing: the superior hears why.
STATE = sql_case(
    (HandOverRow.decision == LEAVE_OUT, LEFT_OUT),
    (HandOverRow.case_id.is_(None), WAITING),
    (STATUS == Status.CLOSED, CLOSED),
    (STATUS == Status.REJECTED, REFUSED),
    else_=OPEN,
)


def seen_lists(ctx: Context) -> ColumnElement[bool]:
    """The lists of units that the actor supervises; an auditor's are all."""
    return HandOverList.unit_id.in_(units_reached(ctx.actor))


def find_list(ctx: Context, list_id: UUID) -> HandOverList:
    """A list the actor may see; 404 otherwise."""
    query = select(HandOverList).where(HandOverList.id == list_id, seen_lists(ctx))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise not_found()
    return found


def own_list(ctx: Context, list_id: UUID) -> HandOverList:
    """A list whose rows the actor may decide about; 404 otherwise."""
    found = find_list(ctx, list_id)
    if found.unit_id not in reach(ctx.actor, Role.SUPERVISOR):
        raise not_found()
    return found


def list_lists(ctx: Context, cursor: str | None, limit: int) -> tuple[list[HandOverList], str | None]:
    """The lists of the actor's area, last imported first, and the cursor of the next page."""
    query = select(HandOverList).where(seen_lists(ctx))
    behind = decode_cursor(cursor, from_millis, UUID)
    if behind is not None:
        query = query.where(tuple_(HandOverList.imported_at, HandOverList.id) < tuple_(*behind))
    query = query.order_by(HandOverList.imported_at.desc(), HandOverList.id.desc()).limit(limit + 1)
    rows = list(db.session.scalars(query))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], encode_cursor(to_millis(last.imported_at), str(last.id))


def tallies(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """For each list how many rows are in which state, and of which kind the waiting ones are."""
    query = (
        select(
            HandOverRow.list_id,
            STATE.label("state"),
            HandOverRow.finding,
            HandOverRow.sure,
            func.count().label("n"),
        )
        .outerjoin(OWN, OWN.id == HandOverRow.case_id)
        .outerjoin(HEAD, HEAD.id == OWN.merged_into)
        .where(HandOverRow.list_id.in_(ids))
        .group_by(HandOverRow.list_id, STATE, HandOverRow.finding, HandOverRow.sure)
    )
    found: dict[UUID, dict[str, int]] = {one: defaultdict(int) for one in ids}
    for row in db.session.execute(query):
        counts = found[row.list_id]
        counts["rows"] += row.n
        counts[row.state] += row.n
        counts[row.finding] += row.n
        if row.state == WAITING:
            counts["sure" if row.sure else "doubtful"] += row.n
    return found


def list_rows(
    list_id: UUID, wanted: dict[str, Any], cursor: str | None, limit: int
) -> tuple[list[tuple[HandOverRow, str]], str | None]:
    """Rows of a list with their states, in the order of the file."""
    query = (
        select(HandOverRow, STATE.label("state"))
        .outerjoin(OWN, OWN.id == HandOverRow.case_id)
        .outerjoin(HEAD, HEAD.id == OWN.merged_into)
        .where(HandOverRow.list_id == list_id, *narrowed(wanted))
    )
    behind = decode_cursor(cursor, row_number, UUID)
    if behind is not None:
        query = query.where(tuple_(HandOverRow.row, HandOverRow.id) > tuple_(*behind))
    found = db.session.execute(query.order_by(HandOverRow.row, HandOverRow.id).limit(limit + 1)).all()
    rows = [(row[0], row.state) for row in found]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1][0]
    return rows[:limit], encode_cursor(last.row, str(last.id))


def narrowed(wanted: dict[str, Any]) -> list[ColumnElement[bool]]:
    """The filter as SQL."""
    found: list[ColumnElement[bool]] = []
    if wanted["state"]:
        found.append(wanted["state"] == STATE)
    if wanted["finding"]:
        found.append(HandOverRow.finding == wanted["finding"])
    if wanted["sure"] is not None:
        found.append(HandOverRow.sure == wanted["sure"])
    if wanted["q"]:
        columns = (HandOverRow.number, HandOverRow.description, HandOverRow.place, HandOverRow.site)
        found.append(or_(*(column.icontains(wanted["q"], autoescape=True) for column in columns)))
    return found


def heads_of(ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases that rows mean as they stand now, by the ids that the rows have."""
    query = (
        select(OWN.id, func.coalesce(HEAD.id, OWN.id))
        .outerjoin(HEAD, HEAD.id == OWN.merged_into)
        .where(OWN.id.in_(ids))
    )
    head_of = {own: head for own, head in db.session.execute(query)}  # noqa: C416 - rows are no pairs
    cases = {case.id: case for case in db.session.scalars(select(Case).where(Case.id.in_(head_of.values())))}
    return {own: cases[head] for own, head in head_of.items()}


def closed_cases(ids: Sequence[UUID]) -> dict[UUID, Closure]:
    """The closing of each case that stands."""
    query = select(Closure).where(Closure.case_id.in_(ids), Closure.reopened_at.is_(None))
    return {row.case_id: row for row in db.session.scalars(query.order_by(Closure.id))}


def batches(list_id: UUID) -> Iterator[list[tuple[HandOverRow, str]]]:
    """Every row of a list, some hundred at a time."""
    cursor, more = None, True
    while more:
        rows, cursor = list_rows(list_id, NO_FILTER, cursor, BATCH)
        more = cursor is not None
        yield rows


def rows_of(list_id: UUID, ids: Sequence[UUID]) -> list[tuple[HandOverRow, str]]:
    """Some rows of a list with their states."""
    query = (
        select(HandOverRow, STATE.label("state"))
        .outerjoin(OWN, OWN.id == HandOverRow.case_id)
        .outerjoin(HEAD, HEAD.id == OWN.merged_into)
        .where(HandOverRow.list_id == list_id, HandOverRow.id.in_(ids))
    )
    return [(row[0], row.state) for row in db.session.execute(query.order_by(HandOverRow.row))]
