"""What waits: the clock of a case that ends first, the queues made of it, and how many stand in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as sql_case

from inspect_app.cases.models import Case, CaseRequest, Clock, is_open
from inspect_app.cases.scope import condition_for, visible_in_bulk
from inspect_app.cases.statuses import UNDECIDED, Status
from inspect_app.core.among import among
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.stored import key, plain_rows, wire_time
from inspect_app.places.days import end_of_day


class Queue(StrEnum):
    """Why somebody should look: a clock ran out, one ends today, a unit waits for an answer."""

    OVERDUE = "overdue"
    DUE_TODAY = "due_today"
    REQUESTS = "requests"


class NextClock(NamedTuple):
    """The running clock of a case that ends first; `due_at` is in wire form."""

    kind: str
    due_at: str


@dataclass(frozen=True)
class Tally:
    """How many open cases have a status, and how many of them are in a hurry."""

    status: str
    total: int
    overdue: int
    due_today: int


def in_queue(ctx: Context, queue: str) -> ColumnElement[bool]:
    """The cases of a queue, as SQL."""
    if queue == Queue.REQUESTS:
        return waits_for_answer(ctx.actor)
    return and_(is_open, overdue(ctx.now) if queue == Queue.OVERDUE else due_today(ctx.now))


def overdue(now: datetime) -> ColumnElement[bool]:
    """A clock of the case has run out. One that waits to be closed has none that runs."""
    return and_(Case.urgent_at < now, Case.status != Status.VERIFIED)


def due_today(now: datetime) -> ColumnElement[bool]:
    """The first clock of the case to end does so before midnight."""
    return and_(Case.urgent_at >= now, Case.urgent_at < end_of_day(now), Case.status != Status.VERIFIED)


def waits_for_answer(actor: Actor) -> ColumnElement[bool]:
    """The cases of which the actor has to decide a request.

    The few requests come first: the `CASE` keeps SQLite from looking at every case of the units instead.
    """
    undecided = select(CaseRequest.case_id).where(CaseRequest.state.in_(UNDECIDED))
    mine = sql_case((condition_for(actor, Role.SUPERVISOR), 1), else_=0) == 1
    return and_(mine, Case.id.in_(undecided))


def tallies(ctx: Context) -> list[Tally]:
    """The open cases in scope by status; a status without a case is absent."""
    query = (
        select(
            Case.status,
            func.count().label("total"),
            func.sum(sql_case((overdue(ctx.now), 1), else_=0)).label("overdue"),
            func.sum(sql_case((due_today(ctx.now), 1), else_=0)).label("due_today"),
        )
        .where(visible_in_bulk(ctx.actor), is_open)
        .group_by(Case.status)
        .order_by(Case.status)
    )
    return [Tally(row.status, row.total, row.overdue, row.due_today) for row in db.session.execute(query)]


def waiting_requests(ctx: Context) -> int:
    """How many cases wait for the actor's decision on a request."""
    query = select(func.count()).select_from(Case).where(waits_for_answer(ctx.actor))
    return db.session.scalar(query) or 0


# Read as one value: SQLite without statistics would walk all clocks that nobody has met, by their index.
RUNNING = (
    select(key(Clock.case_id), Clock.kind, wire_time(Clock.due_at))
    .where(among(Clock.case_id, "cases"), func.coalesce(Clock.met_at, Clock.paused_at).is_(None))
    .order_by(Clock.due_at, Clock.id)
)


def next_clocks(cases: Iterable[str]) -> dict[str, NextClock]:
    """The first clock to end of each case that has one running, by the keys of the cases."""
    found: dict[str, NextClock] = {}
    for case, kind, due_at in plain_rows(RUNNING, cases=list(cases)):
        if case not in found:
            found[case] = NextClock(kind, due_at)
    return found
