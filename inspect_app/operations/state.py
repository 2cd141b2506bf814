"""What the rows tell about the running installation: what waits, for how long, who works. Read only."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from huey import Huey
from sqlalchemy import Select, func, select

from inspect_app.audit.checkpoints import latest_checkpoint
from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.audit.queries import log_size
from inspect_app.cases.models import Clock
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.tasks import LEASE_SLACK, Lease
from inspect_app.evidence.models import AWAITED, QUARANTINED, STORED, Photo, PhotoHash
from inspect_app.operations.heartbeat import workers_alive
from inspect_app.operations.work import sweep_minutes

BACKUP_MADE = "backup_made"  # the event that a finished backup leaves in the log


@dataclass(frozen=True)
class Reading:
    """One measured value: a metric's name, what it says, its labels."""

    name: str
    about: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Freshness:
    """When a sweep last began, and how often it should."""

    name: str
    period: timedelta
    last: datetime | None

    def age(self, now: datetime) -> timedelta | None:
        """How long ago it began; None when it never did."""
        return None if self.last is None else now - self.last


def readings(now: datetime) -> Iterator[Reading]:
    """Everything, within one read transaction of the caller."""
    yield from of_photos(now)
    yield from of_sweeps(now)
    yield from of_clocks(now)
    yield from of_log(now)
    last = last_backup()
    if last is not None:
        age = (now - last).total_seconds()
        yield Reading("inspect_backup_age_seconds", "Since the last backup was made.", age)
    yield Reading("inspect_workers_alive", "Workers seen within a minute.", workers_alive(now))
    free = shutil.disk_usage(settings().instance).free
    yield Reading("inspect_disk_free_bytes", "Free space at INSTANCE.", free)


def last_backup() -> datetime | None:
    """When the last backup was made, as the log tells."""
    return db.session.scalar(
        select(func.max(Event.at)).where(Event.log_id == MAIN_LOG, Event.kind == BACKUP_MADE)
    )


def of_photos(now: datetime) -> Iterator[Reading]:
    """Photos that are on their way or set aside, and work that waits for a worker."""
    awaited = select(func.count(), func.min(Photo.announced_at)).where(Photo.state == AWAITED)
    quarantined = select(func.count(), func.min(Photo.received_at)).where(Photo.state == QUARANTINED)
    derive = select(func.count(), func.min(Photo.received_at)).where(
        Photo.state == STORED, Photo.derived_at.is_(None)
    )
    compare = (
        select(func.count(), func.min(Photo.received_at))
        .join(PhotoHash, PhotoHash.photo_id == Photo.id)
        .where(PhotoHash.compared_at.is_(None))
    )
    about = "Photos that have not arrived, or were set aside."
    for state, query in ((AWAITED, awaited), (QUARANTINED, quarantined)):
        count, oldest = counted(query, now)
        yield Reading("inspect_photos", about, count, (("state", state),))
        yield Reading("inspect_photos_oldest_seconds", "Age of the oldest.", oldest, (("state", state),))
    for work, query in (("derive_photo", derive), ("compare_photo", compare)):
        count, oldest = counted(query, now)
        yield Reading("inspect_backlog", "Work that waits for a worker.", count, (("work", work),))
        yield Reading("inspect_backlog_oldest_seconds", "Age of the oldest.", oldest, (("work", work),))


def counted(query: Select[int, datetime | None], now: datetime) -> tuple[int, float]:
    """How many rows, and the age of the oldest in seconds; 0 when there is none."""
    count, oldest = db.session.execute(query).one()
    return count, 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())


def of_queue() -> Iterator[Reading]:
    """Jobs in the queue; the queue may be another server than the database."""
    huey: Huey = current_app.extensions["inspect_huey"]
    about = "Jobs in the queue, or set for later."
    yield Reading("inspect_queue_depth", about, huey.pending_count(), (("queue", "pending"),))
    yield Reading("inspect_queue_depth", about, huey.scheduled_count(), (("queue", "scheduled"),))


def freshness() -> list[Freshness]:
    """Each sweep with the moment its lease was last taken."""
    until = {row.name: row.until for row in db.session.execute(select(Lease.name, Lease.until))}
    return [
        Freshness(name, timedelta(minutes=minutes), begun(until.get(name), minutes))
        for name, minutes in sorted(sweep_minutes().items())
    ]


def begun(until: datetime | None, minutes: int) -> datetime | None:
    """When the lease that ends at `until` was taken."""
    return None if until is None else until - timedelta(minutes=minutes) + LEASE_SLACK


def of_sweeps(now: datetime) -> Iterator[Reading]:
    """How long ago each sweep began, and how often it should."""
    for item in freshness():
        labels = (("sweep", item.name),)
        period = item.period.total_seconds()
        yield Reading("inspect_sweep_period_seconds", "How often a sweep should begin.", period, labels)
        if (age := item.age(now)) is not None:
            yield Reading("inspect_sweep_age_seconds", "Since a sweep began.", age.total_seconds(), labels)


def of_clocks(now: datetime) -> Iterator[Reading]:
    """Clocks that run late now, by kind; `overdue_unmarked` are those that the sweep has yet to mark."""
    breached = (
        select(Clock.kind, func.count().label("late"))
        .where(Clock.met_at.is_(None), Clock.breached_at.is_not(None))
        .group_by(Clock.kind)
    )
    late = {row.kind: row.late for row in db.session.execute(breached)}
    about = "Clocks that ran out and still run."
    for kind in ClockKind:
        yield Reading("inspect_clocks_late", about, late.get(kind, 0), (("kind", kind.value),))
    waiting = (
        Clock.met_at.is_(None),
        Clock.breached_at.is_(None),
        Clock.paused_at.is_(None),
        Clock.due_at <= now,
    )
    unmarked = db.session.scalar(select(func.count()).select_from(Clock).where(*waiting)) or 0
    yield Reading("inspect_clocks_unmarked", "Clocks that ran out and are not marked yet.", unmarked)


def of_log(now: datetime) -> Iterator[Reading]:
    """The size of the log, how much of it is signed, and since when."""
    size, last = log_size(), latest_checkpoint()
    yield Reading("inspect_log_entries", "Entries of the log.", size)
    yield Reading(
        "inspect_checkpoint_entries", "Entries under the last checkpoint.", last.size if last else 0
    )
    since = last.signed_at if last else db.session.scalar(select(func.min(Event.at)))
    age = (now - since).total_seconds() if since else 0.0
    yield Reading("inspect_checkpoint_age_seconds", "Since a checkpoint was signed, or the log began.", age)
