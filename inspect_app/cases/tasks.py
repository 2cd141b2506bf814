"""What time does by itself: clocks that run out are marked, suspended cases go on on their date."""

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.effects import subject_of
from inspect_app.cases.models import Case, Clock
from inspect_app.cases.service import perform
from inspect_app.cases.statuses import Status
from inspect_app.cases.telling import tell_breach
from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.metrics import BREACHES
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import after_commit, read_transaction, write_transaction

log = logging.getLogger(__name__)


@sweep(minutes=1)
def mark_breaches(now: datetime) -> None:
    """Mark every clock that has run out, with its true lateness, one transaction each."""
    for clock_id in late_clocks(now):
        with write_transaction():
            mark_breach(Context(SYSTEM, now), clock_id)


def late_clocks(now: datetime) -> list[int]:
    """Running clocks past their time that nobody has marked."""
    late = (
        Clock.met_at.is_(None),
        Clock.breached_at.is_(None),
        Clock.paused_at.is_(None),
        Clock.due_at <= now,
    )
    with read_transaction() as session:
        return list(session.scalars(select(Clock.id).where(*late).order_by(Clock.due_at)))


def mark_breach(ctx: Context, clock_id: int) -> None:
    """Write the breach and log it, unless somebody met or moved the clock meanwhile."""
    case_id = db.session.get_one(Clock, clock_id).case_id
    case = db.session.scalars(select(Case).where(Case.id == case_id).with_for_update()).one()
    clock = db.session.get_one(Clock, clock_id, populate_existing=True)
    if clock.met_at is not None or clock.breached_at is not None or clock.paused_at or clock.due_at > ctx.now:
        return
    clock.breached_at = clock.due_at
    public = {"clock": clock.kind, "due_at": to_millis(clock.due_at)}
    db.session.flush()
    tell_breach(ctx, case, clock)
    append(ctx, [Fact(subject_of(case_id), "clock_breached", public)])
    kind = clock.kind
    after_commit(lambda: BREACHES.labels(kind).inc())


@sweep(minutes=5)
def resume_suspended(now: datetime) -> None:
    """Let suspended cases go on whose date has come."""
    due = (Case.status == Status.SUSPENDED, Case.suspended_until <= now)
    with read_transaction() as session:
        waiting = list(session.scalars(select(Case.id).where(*due).order_by(Case.suspended_until)))
    for case_id in waiting:
        resume(Context(SYSTEM, now), case_id)


def resume(ctx: Context, case_id: UUID) -> None:
    """Resume one case; if a supervisor was faster there is nothing left to do."""
    try:
        with write_transaction():
            perform(ctx, case_id, "resume", {})
    except Problem as problem:
        log.info("case %s was not resumed: %s", case_id, problem.code)
