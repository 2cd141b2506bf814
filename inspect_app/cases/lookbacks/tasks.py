"""What time does to look-backs: they open on their day, late ones ring, each week some cases are drawn."""

from collections.abc import Sequence
from datetime import datetime

from inspect_app.audit.log import Fact, append
from inspect_app.cases.lookbacks.models import OPEN, SCHEDULED, LookBack
from inspect_app.cases.lookbacks.queries import due_to_open, locked_with_cases, newly_late
from inspect_app.cases.lookbacks.rechecks import draw_missing_weeks
from inspect_app.cases.lookbacks.service import open_look_backs_of
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_look_backs_late
from inspect_app.core.clock import to_millis
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.portions import portions
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import read_transaction, write_transaction

AT_ONCE = 500  # late ones of one run; the next one goes on
MOST_OPENED = 2_000  # of one run
TOGETHER = 100  # that open in one transaction: others wait for it, as each is a draw


@sweep(minutes=5)
def open_look_backs(now: datetime) -> None:
    """Open every look-back whose day has come, a hundred in a transaction."""
    with read_transaction():
        ids = due_to_open(now, MOST_OPENED)
    for together in portions(ids, TOGETHER):
        with write_transaction():
            # Another consumer may have opened some meanwhile.
            waiting = locked_with_cases(together, LookBack.state == SCHEDULED)
            if waiting:
                open_look_backs_of(Context(SYSTEM, now), waiting)


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
    still = (LookBack.state == OPEN, LookBack.overdue_at.is_(None), LookBack.due_at.is_not(None))
    late = locked_with_cases(look_back_ids, *still)
    for _, row in late:
        row.overdue_at = row.due_at
    db.session.flush()
    if late:
        tell_look_backs_late(ctx, late)
        append(ctx, [late_fact(row) for _, row in late])


def late_fact(row: LookBack) -> Fact:
    """What the log keeps of one that was not made in time."""
    due = to_millis(row.due_at) if row.due_at else None  # without one it is not late
    return Fact(subject_of(row.case_id), "look_back_overdue", {"look_back": row.id, "due_at": due})


@sweep(minutes=30)
def draw_rechecks(now: datetime) -> None:
    """Draw the weekly re-check of each of the last weeks that has none yet."""
    draw_missing_weeks(now)
