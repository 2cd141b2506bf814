"""From an event to its deliveries: which devices, mailboxes and robots hear of it, and when they may."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspect_app.core.among import among
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


def spread_events(now: datetime, event_ids: Sequence[int]) -> list[str]:
    """Make the deliveries of events that have none yet; the targets that may be served at once."""
    told = claim_unspread(now, event_ids)
    fresh = [(one, TABLE[one.event]) for one in told if one.event in TABLE and now - one.at <= TOO_LATE]
    rows = [*personal(now, fresh), *to_robots(now, [one for one, _ in fresh])]
    if rows:
        db.session.connection().execute(upsert_into(Delivery).on_conflict_do_nothing(), rows)
    return list(dict.fromkeys(row["target"] for row in rows if row["due_at"] <= now))


def claim_unspread(now: datetime, event_ids: Sequence[int]) -> list[NoticedEvent]:
    """Those of the events that nobody has spread, marked as spread."""
    query = select(NoticedEvent).where(among(NoticedEvent.id, "ids"), NoticedEvent.spread_at.is_(None))
    told = db.session.scalars(query.order_by(NoticedEvent.id).with_for_update(), {"ids": event_ids}).all()
    for one in told:
        one.spread_at = now
    db.session.flush()
    return list(told)


def personal(now: datetime, told: Sequence[tuple[NoticedEvent, Row]]) -> Iterator[dict[str, Any]]:
    """A delivery for each device and mailbox of each person who wants it there."""
    people = hearers_of([event.id for event, _ in told])
    everybody = {person for heard in people.values() for person in heard}
    wishes = wishes_of(everybody)
    places = places_of(wishes)
    for event, row in told:
        for person in people.get(event.id, ()):
            for channel, target in places[person]:
                if wants(wishes[person], event, row, channel):
                    due_at = due(now, event, wishes[person].quiet)
                    yield delivery(event, target, due_at, person_id=person)


def hearers_of(event_ids: Sequence[int]) -> dict[int, list[int]]:
    """The people who have a notice of each event."""
    query = select(Notice.event_id, Notice.person_id).where(among(Notice.event_id, "ids"))
    found: dict[int, list[int]] = defaultdict(list)
    for event_id, person_id in db.session.execute(query.order_by(Notice.id), {"ids": event_ids}):
        found[event_id].append(person_id)
    return found


def places_of(wishes: Mapping[int, Wishes]) -> dict[int, list[tuple[str, str]]]:
    """For each person the channels and targets outside by which they can be reached."""
    found: dict[int, list[tuple[str, str]]] = {person: [] for person in wishes}
    for item in subscriptions_of(wishes) if wishes else ():
        found[item.person_id].append(("push", push_target(item)))
    if settings().smtp_host:
        for person, wished in wishes.items():
            if wished.mail:
                found[person].append(("mail", f"mail:{person}"))
    return found


def push_target(subscription: PushSubscription) -> str:
    """How a delivery names a browser."""
    return f"push:{subscription.id}"


def wants(wishes: Wishes, told: NoticedEvent, row: Row, channel: str) -> bool:
    """Whether a person wants an event on a channel; a test goes to the one it tests."""
    if row.group is Group.TEST:
        return told.details.get("channel") == channel
    return wishes.wants(row, channel)


def to_robots(now: datetime, told: Sequence[NoticedEvent]) -> Iterator[dict[str, Any]]:
    """A delivery for each robot of the units that hear of it; groups have the default quiet hours."""
    units = {unit for event in told for unit in event.units}
    allowed = settings().names("robot_services")
    query = select(Robot.unit_id, Robot.id).where(among(Robot.unit_id, "units"), Robot.service.in_(allowed))
    robots = db.session.execute(query.order_by(Robot.id), {"units": units}).all() if units else ()
    for event in told:
        for unit_id, robot_id in robots:
            if unit_id in event.units:
                yield delivery(event, f"robot:{robot_id}", due(now, event, Quiet()))


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
