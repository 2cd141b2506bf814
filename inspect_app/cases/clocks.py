"""Starting, stopping, pausing and moving the clocks of a case. A breach is a fact and is never taken back.

Each counting of a clock is kept as a span (`deadlines/models.py`), from which the deadline is explained.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from inspect_app.cases.calendar.counting import Due, Length, add, measure
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.deadlines.counting import Counted, Ground, count, mode_of
from inspect_app.cases.deadlines.models import BreachExemption, ClockSpan
from inspect_app.cases.models import NEVER, Case, CaseRequest, Clock
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.core.context import Context
from inspect_app.core.db import db

SHORTEST_TRANSFER = timedelta(hours=24)  # a unit that gets a case by transfer has at least a day

RUNNING = select(Clock).where(Clock.case_id == bindparam("case_id"), Clock.met_at.is_(None))


def running(case: Case) -> list[Clock]:
    """The clocks of a case that nobody has met yet."""
    return list(db.session.scalars(RUNNING, {"case_id": case.id}))


def turn(
    ctx: Context,
    case: Case,
    stops: Iterable[ClockKind],
    starts: Iterable[ClockKind],
    due_at: datetime | None,
) -> None:
    """What a step does to clocks: some stop, some start, and the case says when it needs somebody next."""
    clocks = running(case)
    stop(ctx, clocks, frozenset(stops))
    settle(case, [*clocks, *start(ctx, case, starts, due_at)])


def stop(ctx: Context, clocks: Iterable[Clock], kinds: Collection[ClockKind]) -> None:
    """Meet those of these kinds; one that is late already is marked as breached."""
    for clock in clocks:
        if clock.kind in kinds:
            clock.met_at = ctx.now
            note_breach(ctx, clock)
            clock.paused_at = None


def start(ctx: Context, case: Case, kinds: Iterable[ClockKind], due_at: datetime | None) -> list[Clock]:
    """Start clocks: by their rule, or the rectify clock until the date a person set.

    A clock that no rule asks for in this mode (an arrival, but for alerts) does not run.
    """
    ground, begun = Ground(case.jurisdiction_unit_id, ctx.now), []
    for kind in kinds:
        counted = count(case, kind, mode_of(case), ground)
        if kind == ClockKind.RECTIFY and due_at and (counted is None or counted.due.at != due_at):
            span = by_hand(ctx.now, due_at, "by_hand")
            begun.append(run(ctx, case, kind, span, provisional=False))
        elif counted is not None:
            span = counted.span(ctx.now)
            begun.append(run(ctx, case, kind, span, provisional=counted.due.provisional))
    return begun


def run(ctx: Context, case: Case, kind: ClockKind, span: ClockSpan, *, provisional: bool) -> Clock:
    """One running clock with its first span."""
    clock = Clock(case_id=case.id, kind=kind, started_at=ctx.now, due_at=span.due_at, provisional=provisional)
    db.session.add(clock)
    db.session.flush()
    span.clock_id = clock.id
    db.session.add(span)
    return clock


def begin(ctx: Context, case_id: UUID, kind: ClockKind, counted: Counted) -> None:
    """The same for the first clock of a new case, whose deadline was counted beforehand."""
    due = counted.due
    row = {"case_id": case_id, "kind": kind, "started_at": ctx.now, "due_at": due.at}
    connection = db.session.connection()
    written = connection.execute(insert(Clock).returning(Clock.id), row | {"provisional": due.provisional})
    connection.execute(insert(ClockSpan), counted.columns(ctx.now) | {"clock_id": written.scalar_one()})


def by_hand(from_at: datetime, due_at: datetime, why: str, request_id: UUID | None = None) -> ClockSpan:
    """A span up to a date that no rule counts."""
    return ClockSpan(why=why, from_at=from_at, due_at=due_at, request_id=request_id)


def current_span(clock: Clock) -> ClockSpan | None:
    """The span that counts now; a clock older than spans has none."""
    query = select(ClockSpan).where(ClockSpan.clock_id == clock.id).order_by(ClockSpan.id.desc()).limit(1)
    return db.session.scalars(query).first()


def take_over(ctx: Context, clock: Clock, span: ClockSpan, *, provisional: bool) -> None:
    """Let a new span count from now on; the one before ended where it was paused, or now."""
    before = current_span(clock)
    if before is not None and before.ended_at is None:
        before.ended_at = ctx.now
    span.clock_id, clock.due_at, clock.provisional = clock.id, span.due_at, provisional
    db.session.add(span)


def move_due(ctx: Context, case: Case, due_at: datetime, request_id: UUID | None = None) -> None:
    """Give the case and its running rectify clock a new due date; being late already is noted first."""
    case.due_at = due_at
    for clock in running(case):
        if clock.kind == ClockKind.RECTIFY:
            note_breach(ctx, clock)
            take_over(ctx, clock, by_hand(ctx.now, due_at, "extension", request_id), provisional=False)
    settle(case)


def settle(case: Case, clocks: Iterable[Clock] | None = None) -> None:
    """Keep on the case when it needs somebody next; whoever moved its clocks or its status calls this last.

    One that waits to be closed has done so since it was verified. Who has read its `clocks` hands them on.
    """
    found = running(case) if clocks is None else clocks
    ends = [clock.due_at for clock in found if clock.met_at is None and clock.paused_at is None]
    resting = case.updated_at if case.status == Status.VERIFIED else NEVER
    case.urgent_at = min(ends, default=resting)


def note_breach(ctx: Context, clock: Clock) -> None:
    """Mark a clock that has run out."""
    if clock.breached_at is None and clock.paused_at is None and clock.due_at < ctx.now:
        clock.breached_at = clock.due_at


def pause(ctx: Context, case: Case) -> None:
    """Hold the running clocks; a breach that stands already is noted first."""
    for clock in running(case):
        note_breach(ctx, clock)
        clock.paused_at = ctx.now
        span = current_span(clock)
        if span is not None:
            span.ended_at = ctx.now


def resume(ctx: Context, case: Case) -> None:
    """Let held clocks go on; what was left of each, in its own kind of time, is left of it now."""
    ground = Ground(case.jurisdiction_unit_id, ctx.now)
    for clock in running(case):
        if clock.paused_at is None:
            continue
        span, due = rest_of(ground, clock, clock.paused_at)
        take_over(ctx, clock, span, provisional=due.provisional)
        clock.paused_at = None
        if clock.kind == ClockKind.RECTIFY:
            case.due_at = clock.due_at


def rest_of(ground: Ground, clock: Clock, paused_at: datetime) -> tuple[ClockSpan, Due]:
    """The span of what was left; whoever was late stays late by as much."""
    before = current_span(clock)
    kind = TimeKind(before.time_kind) if before and before.time_kind else TimeKind.CLOCK_HOURS
    now, calendar, end = ground.now, ground.calendar(kind), clock.due_at
    if clock.provisional and before and before.amount is not None:
        end = add(calendar, before.from_at, Length(kind, before.amount)).at  # holidays announced meanwhile
    if end <= paused_at:
        due = Due(end + (now - paused_at), provisional=False)
        return by_hand(now, due.at, "resumed"), due
    left = Length(kind, max(1, measure(calendar, paused_at, end, kind)))  # a day at least
    due = add(calendar, now, left)
    rule = before.rule if before else None
    span = ClockSpan(why="resumed", rule=rule, time_kind=kind, amount=left.amount, from_at=now, due_at=due.at)
    return span, due


def exempt(ctx: Context, case: Case, request: CaseRequest) -> None:
    """Take the breaches of a case out of statistics from now on, by two reviews; the facts stay."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.exempted_at.is_(None))
    for clock in db.session.scalars(query):
        note_breach(ctx, clock)
        if clock.breached_at is None:
            continue
        clock.exempted_at = ctx.now
        row = BreachExemption(
            clock_id=clock.id,
            request_id=request.id,
            from_at=ctx.now,
            first_reviewer=request.reviewed_by,
            second_reviewer=request.decided_by,
        )
        db.session.add(row)
