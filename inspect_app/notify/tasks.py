"""Jobs of notices: spreading an event, serving a target; the sweep finds what a lost job left behind."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.portions import portions
from inspect_app.core.settings import settings
from inspect_app.core.tasks import enqueue, job, sweep
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.notify.delivery import deliver_target, targets_due
from inspect_app.notify.models import NoticedEvent
from inspect_app.notify.spreading import spread_events

MOST_A_SWEEP = 2_000
SPREAD_AT_ONCE = 200  # in one transaction


@job
def spread(event_id: int) -> None:
    """Make the deliveries of one event."""
    spread_now(utc_now(), [event_id])


@job
def spread_many(event_ids: list[int]) -> None:
    """Make the deliveries of events that were announced together."""
    spread_now(utc_now(), event_ids)


def spread_now(now: datetime, event_ids: Sequence[int]) -> None:
    """Make the deliveries of some events and nudge a job for each target that may be served at once."""
    with write_transaction():
        for target in spread_events(now, event_ids):
            enqueue(deliver, target=target)


@job
def deliver(target: str) -> None:
    """Send what is due for one target."""
    deliver_target(utc_now(), target)


@sweep(minutes=1)
def find_lost_notices(now: datetime) -> None:
    """Spread events whose job was lost, and nudge a job for every target with something due."""
    with read_transaction() as session:
        unspread = select(NoticedEvent.id).where(NoticedEvent.spread_at.is_(None))
        lost = list(session.scalars(unspread.order_by(NoticedEvent.id).limit(MOST_A_SWEEP)))
    for ids in portions(lost, SPREAD_AT_ONCE):
        spread_now(now, ids)
    with write_transaction():
        for target in targets_due(now):
            enqueue(deliver, target=target)


@sweep(minutes=30)
def forget_old_notices(now: datetime) -> None:
    """Delete what is older than NOTICE_DAYS; its notices and deliveries go with it."""
    oldest = now - timedelta(days=settings().notice_days)
    with write_transaction():
        db.session.execute(delete(NoticedEvent).where(NoticedEvent.at < oldest))
