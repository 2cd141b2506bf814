"""Starting, stopping, pausing and moving the clocks of a case. A breach is a fact and is never taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.cases.models import Case, Clock
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.context import Context
from inspect_app.core.db import db

SHORTEST_TRANSFER = timedelta(hours=24)  # a unit that gets a case by transfer has at least a day

# How long a stage may take where no form says so: clock hours, this project's own defaults.
STAGE_LENGTHS: dict[ClockKind, timedelta] = {
    ClockKind.ACCEPT: timedelta(hours=24),
    ClockKind.ASSIGN: timedelta(hours=24),
    ClockKind.ACKNOWLEDGE: timedelta(hours=24),
    ClockKind.VERIFY: timedelta(hours=48),
}


def running(case: Case) -> list[Clock]:
    """The clocks of a case that nobody has met yet."""
    return list(db.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.met_at.is_(None))))


def stop(ctx: Context, case: Case, kinds: Iterable[ClockKind]) -> None:
    """Meet the running clocks of these kinds; one that is late already is marked as breached."""
    wanted = set(kinds)
    for clock in running(case):
        if clock.kind in wanted:
            clock.met_at = ctx.now
            note_breach(ctx, clock)
            clock.paused_at = None


def start(ctx: Context, case: Case, kinds: Iterable[ClockKind], due_at: datetime | None) -> None:
    """Start clocks; the rectify clock runs until the case's due date, the others for their stage length."""
    for kind in kinds:
        due = due_at if kind == ClockKind.RECTIFY and due_at else ctx.now + STAGE_LENGTHS[kind]
        db.session.add(Clock(case_id=case.id, kind=kind, started_at=ctx.now, due_at=due))


def move_due(ctx: Context, case: Case, due_at: datetime) -> None:
    """Give the case and its running rectify clock a new due date; being late already is noted first."""
    case.due_at = due_at
    for clock in running(case):
        if clock.kind == ClockKind.RECTIFY:
            note_breach(ctx, clock)
            clock.due_at = due_at


def note_breach(ctx: Context, clock: Clock) -> None:
    """Mark a clock that has run out."""
    if clock.breached_at is None and clock.paused_at is None and clock.due_at < ctx.now:
        clock.breached_at = clock.due_at


def pause(ctx: Context, case: Case) -> None:
    """Hold the running clocks."""
    for clock in running(case):
        clock.paused_at = ctx.now


def resume(ctx: Context, case: Case) -> None:
    """Let held clocks go on; what was left of each is left of it now."""
    for clock in running(case):
        if clock.paused_at is not None:
            clock.due_at += ctx.now - clock.paused_at
            clock.paused_at = None
            if clock.kind == ClockKind.RECTIFY:
                case.due_at = clock.due_at


def exempt(ctx: Context, case: Case) -> None:
    """Take the breaches of a case out of statistics; the facts stay."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.exempted_at.is_(None))
    for clock in db.session.scalars(query):
        if clock.breached_at is not None or (clock.met_at is None and clock.due_at <= ctx.now):
            clock.exempted_at = ctx.now
