"""What time does to the daily rhythm: what is not there at its cut-off becomes a finding that rings."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.places.days import local_day
from inspect_app.supervision.rhythm.models import RhythmPeriod
from inspect_app.supervision.rhythm.service import DAYS_BACK, cut_offs, find_missing


@sweep(minutes=5)
def find_missing_products(now: datetime) -> None:
    """Look at the cut-offs that have passed, a day in a transaction; after a standstill each day once."""
    for period_id, day in passed(now):
        with write_transaction():
            period = db.session.get_one(RhythmPeriod, period_id, with_for_update=True)
            find_missing(Context(SYSTEM, now), period, day)


def passed(now: datetime) -> list[tuple[UUID, date]]:
    """The days of each rhythm with a cut-off nobody has looked at."""
    today = local_day(now)
    lately = or_(RhythmPeriod.last_day.is_(None), RhythmPeriod.last_day >= today - timedelta(days=DAYS_BACK))
    query = select(RhythmPeriod).where(lately, RhythmPeriod.first_day <= today)
    with read_transaction() as session:
        periods = session.scalars(query.order_by(RhythmPeriod.started_at)).all()
        found = {(period.id, day): None for period in periods for day, _, _ in cut_offs(period, now)}
    return list(found)
