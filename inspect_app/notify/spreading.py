"""From an event to its deliveries: which devices, mailboxes and robots hear of it, and when they may."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.events import Group, Row
from inspect_app.notify.models import Delivery, Notice, NoticedEvent, PushSubscription, Robot
from inspect_app.notify.preferences import Wishes, wishes_of
from inspect_app.notify.quiet import Quiet, held_until
from inspect_app.notify.retry import TOO_LATE
from inspect_app.notify.subscriptions import subscriptions_of
from inspect_app.notify.table import TABLE


def spread_event(now: datetime, event_id: int) -> list[str]:
    """Make the deliveries of an event that has none yet; the targets that may be served at once."""
    query = select(NoticedEvent).where(NoticedEvent.id == event_id, NoticedEvent.spread_at.is_(None))
    told = db.session.scalar(query.with_for_update())
    if told is None:
        return []
    told.spread_at = now
    db.session.flush()
    row = TABLE.get(told.event)
    if row is None or now - told.at > TOO_LATE:
        return []
    rows = [*personal(now, told, row), *to_robots(now, told)]
    if rows:
        db.session.execute(upsert_into(Delivery).on_conflict_do_nothing(), rows)
    return [item["target"] for item in rows if item["due_at"] <= now]


def personal(now: datetime, told: NoticedEvent, row: Row) -> list[dict[str, Any]]:
    """A delivery for each device and mailbox of each person who wants it there."""
    people = list(db.session.scalars(select(Notice.person_id).where(Notice.event_id == told.id)))
    wishes = wishes_of(people)
    by_push = [person for person in people if wants(wishes[person], told, row, "push")]
    by_mail = [person for person in people if wants(wishes[person], told, row, "mail")]
    found = [(item.person_id, push_target(item)) for item in (subscriptions_of(by_push) if by_push else [])]
    if settings().smtp_host:
        found += [(person, f"mail:{person}") for person in by_mail if wishes[person].mail]
    return [
        delivery(told, target, due(now, told, wishes[person].quiet), person_id=person)
        for person, target in found
    ]


def push_target(subscription: PushSubscription) -> str:
    """How a delivery names a browser."""
    return f"push:{subscription.id}"


def wants(wishes: Wishes, told: NoticedEvent, row: Row, channel: str) -> bool:
    """Whether a person wants an event on a channel; a test goes to the one it tests."""
    if row.group is Group.TEST:
        return told.details.get("channel") == channel
    return wishes.wants(row, channel)


def to_robots(now: datetime, told: NoticedEvent) -> Iterable[dict[str, Any]]:
    """A delivery for each robot of the units that hear of it; groups have the default quiet hours."""
    allowed = settings().names("robot_services")
    query = select(Robot.id).where(Robot.unit_id.in_(told.units), Robot.service.in_(allowed))
    robots = db.session.scalars(query.order_by(Robot.id)) if told.units else ()
    return [delivery(told, f"robot:{robot}", due(now, told, Quiet())) for robot in robots]


def due(now: datetime, told: NoticedEvent, quiet: Quiet) -> datetime:
    """When a delivery may go out: at once, or when the quiet hours end."""
    return now if told.urgent else held_until(now, quiet, local_zone()) or now


def local_zone() -> tzinfo:
    """The zone of wall-clock times."""
    return ZoneInfo(settings().time_zone)


def delivery(
    told: NoticedEvent, target: str, due_at: datetime, person_id: int | None = None
) -> dict[str, Any]:
    """The columns of a new delivery."""
    return {
        "event_id": told.id,
        "person_id": person_id,
        "target": target,
        "state": "waiting",
        "due_at": due_at,
        "attempts": 0,
    }
