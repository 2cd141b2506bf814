"""What time does to look-backs: they open on their day, late ones ring, each week some cases are drawn."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.audit.log import Fact, append
from inspect_app.cases.lookbacks.models import OPEN, SCHEDULED, LookBack
from inspect_app.cases.lookbacks.queries import due_to_open, newly_late
from inspect_app.cases.lookbacks.rechecks import draw_missing_weeks
from inspect_app.cases.lookbacks.service import open_look_back
from inspect_app.cases.models import Case
from inspect_app.cases.service import lock_case
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_look_back_late
from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import read_transaction, write_transaction

AT_ONCE = 500  # of one run; the next one goes on


@sweep(minutes=5)
def open_look_backs(now: datetime) -> None:
    """Open every look-back whose day has come, each in a transaction of its own."""
    for_each(now, due_to_open, open_one)


@sweep(minutes=5)
def ring_late_look_backs(now: datetime) -> None:
    """Mark every open look-back that is late, and tell those whom it concerns, once."""
    for_each(now, newly_late, mark_one_late)


def for_each(
    now: datetime, find: Callable[[datetime, int], list[int]], do: Callable[[Context, int], None]
) -> None:
    """Find the rows, then one transaction for each."""
    with read_transaction():
        ids = find(now, AT_ONCE)
    for look_back_id in ids:
        with write_transaction():
            do(Context(SYSTEM, now), look_back_id)


def locked(ctx: Context, look_back_id: int) -> tuple[LookBack, Case]:
    """The look-back as it is now that its case is locked."""
    row = db.session.get_one(LookBack, look_back_id)
    case = lock_case(ctx, row.case_id)
    db.session.refresh(row)
    return row, case


def open_one(ctx: Context, look_back_id: int) -> None:
    """Open one, unless another consumer did."""
    row, case = locked(ctx, look_back_id)
    if row.state == SCHEDULED:
        append(ctx, open_look_back(ctx, row, case))


def mark_one_late(ctx: Context, look_back_id: int) -> None:
    """Mark one, unless somebody was there meanwhile."""
    row, case = locked(ctx, look_back_id)
    if row.state != OPEN or row.overdue_at is not None or row.due_at is None:
        return
    row.overdue_at = row.due_at
    db.session.flush()
    tell_look_back_late(ctx, case, row)
    public = {"look_back": row.id, "due_at": to_millis(row.due_at)}
    append(ctx, [Fact(subject_of(case.id), "look_back_overdue", public)])


@sweep(minutes=30)
def draw_rechecks(now: datetime) -> None:
    """Draw the weekly re-check of each of the last weeks that has none yet."""
    draw_missing_weeks(now)
