"""What time does by itself: clocks that run out are marked, suspended cases go on on their date."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select, update
from sqlalchemy import case as sql_case

from inspect_app.audit.log import Fact, append
from inspect_app.cases.calendar.store import load_calendar, unknown_years
from inspect_app.cases.clocks import settle
from inspect_app.cases.models import NEVER, Case, Clock, is_open
from inspect_app.cases.service import perform_for_many
from inspect_app.cases.statuses import Status
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_breaches
from inspect_app.core.among import among
from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import UtcTime, db
from inspect_app.core.metrics import BREACHES
from inspect_app.core.portions import portions
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import after_commit, read_transaction, write_transaction

log = logging.getLogger(__name__)


BREACHES_AT_ONCE = 1_000  # one transaction and one append; nobody waits long for a case of the batch
RESUMED_AT_ONCE = 100
TOLD = (Case.id, Case.number, Case.category, Case.jurisdiction_unit_id, Case.handler_unit_id,
        Case.assigned_by, Case.due_at)  # fmt: skip


@sweep(minutes=1)
def mark_breaches(now: datetime) -> None:
    """Mark every clock that has run out, with its true lateness, some hundred in one transaction."""
    for clock_ids in portions(late_clocks(now), BREACHES_AT_ONCE):
        with write_transaction():
            mark_late(Context(SYSTEM, now), clock_ids)


def still_late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Running, not held, past their time, and not marked yet."""
    return (
        Clock.met_at.is_(None),
        Clock.breached_at.is_(None),
        Clock.paused_at.is_(None),
        Clock.due_at <= now,
    )


def late_clocks(now: datetime) -> list[int]:
    """The clocks that nobody has marked yet, the longest overdue first."""
    with read_transaction() as session:
        return list(session.scalars(select(Clock.id).where(*still_late(now)).order_by(Clock.due_at)))


def mark_late(ctx: Context, clock_ids: Sequence[int]) -> None:
    """Write the breaches and log them, but for clocks that somebody met or moved meanwhile."""
    chosen = {"clocks": clock_ids}
    ours = select(Clock.case_id).where(among(Clock.id, "clocks"))
    locked = select(*TOLD).where(Case.id.in_(ours)).order_by(Case.id).with_for_update()
    cases = {case.id: case for case in db.session.execute(locked, chosen)}
    marked = (
        update(Clock).where(*still_late(ctx.now), among(Clock.id, "clocks")).values(breached_at=Clock.due_at)
    )
    found = db.session.execute(marked.returning(Clock.id, Clock.case_id, Clock.kind, Clock.due_at), chosen)
    rows = sorted(found, key=attrgetter("due_at", "id"))
    if not rows:
        return
    tell_breaches(ctx, cases, rows)
    append(ctx, [breach_fact(row) for row in rows])
    kinds = Counter(row.kind for row in rows)
    after_commit(lambda: count_breaches(kinds))


def count_breaches(kinds: Mapping[str, int]) -> None:
    """Let the metrics follow what was committed."""
    for kind, count in kinds.items():
        BREACHES.labels(kind).inc(count)


def breach_fact(row: Row[int, UUID, str, datetime]) -> Fact:
    """What the log keeps of one breach."""
    return Fact(
        subject_of(row.case_id), "clock_breached", {"clock": row.kind, "due_at": to_millis(row.due_at)}
    )


@sweep(minutes=30)
def mend_urgency(now: datetime) -> None:  # noqa: ARG001 - every sweep takes the time
    """Settle the cases whose clocks an older release moved: it knows nothing of `urgent_at`."""
    with read_transaction() as session:
        astray = list(session.scalars(unsettled()))
    for first in range(0, len(astray), BREACHES_AT_ONCE):
        with write_transaction() as session:
            some = Case.id.in_(astray[first : first + BREACHES_AT_ONCE])
            for case in session.scalars(select(Case).where(some).order_by(Case.id).with_for_update()):
                settle(case)


def unsettled() -> Select[UUID]:
    """Cases that do not say when they need somebody next; the SQL twin of `clocks.settle`."""
    waiting = (Clock.met_at.is_(None), Clock.paused_at.is_(None))
    ends = select(Clock.case_id, func.min(Clock.due_at, type_=UtcTime).label("at")).where(*waiting)
    first = ends.group_by(Clock.case_id).subquery()
    resting = sql_case((Case.status == Status.VERIFIED, Case.updated_at), else_=literal(NEVER, UtcTime))
    meant = func.coalesce(first.c.at, resting, type_=UtcTime)
    concerned = or_(is_open, Case.urgent_at < NEVER)
    return (
        select(Case.id).outerjoin(first, first.c.case_id == Case.id).where(concerned, Case.urgent_at != meant)
    )


@sweep(minutes=5)
def resume_suspended(now: datetime) -> None:
    """Let suspended cases go on whose date has come."""
    due = (Case.status == Status.SUSPENDED, Case.suspended_until <= now)
    with read_transaction() as session:
        waiting = list(session.scalars(select(Case.id).where(*due).order_by(Case.suspended_until)))
    for some in portions(waiting, RESUMED_AT_ONCE):
        with write_transaction():
            refused = perform_for_many(Context(SYSTEM, now), some, "resume")
        for case_id in refused:  # if a supervisor was faster there is nothing left to do
            log.info("case %s was not resumed", case_id)


@sweep(minutes=60)
def warn_of_unknown_years(now: datetime) -> None:
    """Remind operators that holidays of a year are missing, until somebody imports them."""
    with read_transaction():
        years = unknown_years(load_calendar(), now)
    for year in years:
        log.warning(
            "holidays of %s are unknown; deadlines over it are provisional: flask calendar import", year
        )
