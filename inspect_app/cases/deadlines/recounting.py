"""Counting provisional deadlines again once the holidays of a year are known."""

from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.calendar.counting import Length, add
from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.clocks import current_span, note_breach, settle, take_over
from inspect_app.cases.deadlines.models import ClockSpan
from inspect_app.cases.models import Assignment, Case, Clock
from inspect_app.cases.statuses import ClockKind
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_step
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db


def provisional_cases() -> list[UUID]:
    """Cases with a running deadline that a guessed holiday calendar had a say in."""
    waiting = (Clock.provisional, Clock.met_at.is_(None))
    return list(db.session.scalars(select(Clock.case_id).where(*waiting).distinct().order_by(Clock.case_id)))


def recount_case(ctx: Context, case_id: UUID) -> int:
    """Count the provisional clocks of one case again; how many moved. Held clocks wait until they resume."""
    case = db.session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
    calendar = load_calendar()
    query = select(Clock).where(
        Clock.case_id == case.id, Clock.provisional, Clock.met_at.is_(None), Clock.paused_at.is_(None)
    )
    moved = [fact for clock in db.session.scalars(query) if (fact := recount(ctx, calendar, case, clock))]
    if not moved:
        return 0
    settle(case)
    case.version += 1
    case.updated_at = ctx.now
    db.session.flush()
    tell_step(ctx, case, "deadline_recounted", case.handler_unit_id)
    append(ctx, moved)
    return len(moved)


def recount(ctx: Context, calendar: Calendar, case: Case, clock: Clock) -> Fact | None:
    """The new deadline from the same start and length; None when it stays what it was."""
    span = current_span(clock)
    if span is None or span.time_kind is None or span.amount is None:
        clock.provisional = False
        return None
    due = add(calendar, span.from_at, Length(TimeKind(span.time_kind), span.amount))
    if due.at == clock.due_at:
        clock.provisional = due.provisional
        return None
    note_breach(ctx, clock)
    before = clock.due_at
    again = ClockSpan(
        why="recounted",
        rule=span.rule,
        time_kind=span.time_kind,
        amount=span.amount,
        percent=span.percent,
        level=span.level,
        because=span.because,
        from_at=span.from_at,
        due_at=due.at,
    )
    take_over(ctx, clock, again, provisional=due.provisional)
    if clock.kind == ClockKind.RECTIFY:
        move_assignment(case, clock)
    public = {"clock": clock.kind, "from": to_millis(before), "to": to_millis(due.at)}
    return Fact(subject_of(case.id), "deadline_recounted", public)


def move_assignment(case: Case, clock: Clock) -> None:
    """The date of the case and of its running hand-over follow the clock."""
    case.due_at = clock.due_at
    rows = select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    for row in db.session.scalars(rows):
        row.due_at = clock.due_at
