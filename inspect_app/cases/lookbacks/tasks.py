"""What time does to look-backs: they open on their day, late ones ring, each week some cases are drawn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from inspect_app.audit.log import Fact, append
from inspect_app.cases.lookbacks.models import OPEN, SCHEDULED, LookBack
from inspect_app.cases.lookbacks.queries import due_to_open, newly_late
from inspect_app.cases.lookbacks.rechecks import draw_missing_weeks
from inspect_app.cases.lookbacks.service import open_look_back
from inspect_app.cases.models import Case
from inspect_app.cases.service import lock_case
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_look_backs_late
from inspect_app.core.among import among
from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import read_transaction, write_transaction

AT_ONCE = 500  # of one run; the next one goes on


@sweep(minutes=5)
def open_look_backs(now: datetime) -> None:
    """Open every look-back whose day has come, each in a transaction of its own.

    Whom a draw may choose depends on the draws before it.
    """
    with read_transaction():
        ids = due_to_open(now, AT_ONCE)
    for look_back_id in ids:
        with write_transaction():
            open_one(Context(SYSTEM, now), look_back_id)


def open_one(ctx: Context, look_back_id: int) -> None:
    """Open one, unless another consumer did."""
    row = db.session.get_one(LookBack, look_back_id)
    case = lock_case(ctx, row.case_id)
    db.session.refresh(row)
    if row.state == SCHEDULED:
        append(ctx, open_look_back(ctx, row, case))


@sweep(minutes=5)
def ring_late_look_backs(now: datetime) -> None:
    """Mark every open look-back that is late, and tell those whom it concerns, once; together."""
    with read_transaction():
        ids = newly_late(now, AT_ONCE)
    if ids:
        with write_transaction():
            mark_late(Context(SYSTEM, now), ids)


def mark_late(ctx: Context, look_back_ids: Sequence[int]) -> None:
    """Mark them, but for those where somebody was meanwhile."""
    chosen = {"ids": look_back_ids}
    theirs = select(LookBack.case_id).where(among(LookBack.id, "ids"))
    locked = select(Case).where(Case.id.in_(theirs)).order_by(Case.id).with_for_update()
    cases = {case.id: case for case in db.session.scalars(locked, chosen)}
    late = (LookBack.state == OPEN, LookBack.overdue_at.is_(None), LookBack.due_at.is_not(None))
    again = select(LookBack).where(among(LookBack.id, "ids"), *late).order_by(LookBack.due_at, LookBack.id)
    rows = db.session.scalars(again.execution_options(populate_existing=True), chosen).all()
    for row in rows:
        row.overdue_at = row.due_at
    db.session.flush()
    if rows:
        tell_look_backs_late(ctx, [(cases[row.case_id], row) for row in rows])
        append(ctx, [late_fact(row) for row in rows])


def late_fact(row: LookBack) -> Fact:
    """What the log keeps of one that was not made in time."""
    due = to_millis(row.due_at) if row.due_at else None  # without one it is not late
    return Fact(subject_of(row.case_id), "look_back_overdue", {"look_back": row.id, "due_at": due})


@sweep(minutes=30)
def draw_rechecks(now: datetime) -> None:
    """Draw the weekly re-check of each of the last weeks that has none yet."""
    draw_missing_weeks(now)
