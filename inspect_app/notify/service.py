"""Telling people: `announce` writes who hears of an event, in the transaction in which it happens.

Nothing leaves the machine here. A job makes the deliveries after the commit, and a sweep finds what a lost
job left behind. Notices are no entries of the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update

from inspect_app.core.clock import from_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.tasks import enqueue
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.audience import Parties, people_of, units_of
from inspect_app.notify.events import Row
from inspect_app.notify.models import Notice, NoticedEvent
from inspect_app.notify.queries import get_notice
from inspect_app.notify.table import TABLE
from inspect_app.notify.tasks import spread


@dataclass(frozen=True)
class Happening:
    """What happened: `event` of the table to `subject`, named for ever by `key`.

    `details` fill the words: text, labels {"zh", "en"}, instants {"at": milliseconds}; `due` is the instant
    that may make it urgent. No names of people, no words that people wrote.
    """

    event: str
    key: str
    subject: str
    parties: Parties
    details: Mapping[str, Any] = field(default_factory=dict)


def announce(ctx: Context, *happenings: Happening) -> None:
    """Tell everybody whom the table names, but not the one who did it; the same key twice tells once."""
    for happening in happenings:
        row = TABLE[happening.event]
        people = [
            person
            for person in people_of(row.audiences, happening.parties, ctx.now)
            if person != ctx.actor.id or person in happening.parties.named
        ]
        units = units_of(row.audiences, happening.parties) if row.robot else []
        if not people and not units:
            continue
        event_id = keep(ctx, row, happening, units)
        if event_id is None:
            continue
        notices = [{"event_id": event_id, "person_id": person} for person in people]
        if notices:
            db.session.execute(upsert_into(Notice).on_conflict_do_nothing(), notices)
        enqueue(spread, event_id=event_id)


def keep(ctx: Context, row: Row, happening: Happening, units: list[int]) -> int | None:
    """The row of the event; None when it was announced before."""
    new = upsert_into(NoticedEvent).values(
        key=happening.key,
        event=happening.event,
        subject=happening.subject,
        urgent=row.is_urgent(ctx.now, due_of(happening)),
        details=dict(happening.details),
        units=units,
        at=ctx.now,
    )
    return db.session.scalar(new.on_conflict_do_nothing(index_elements=["key"]).returning(NoticedEvent.id))


def due_of(happening: Happening) -> datetime | None:
    """The due date among the details."""
    due = happening.details.get("due")
    return from_millis(due["at"]) if due else None


def mark_read(ctx: Context, notice_id: int) -> None:
    """The person has seen one notice; 404 for somebody else's."""
    notice = get_notice(ctx, notice_id)
    if notice.read_at is None:
        notice.read_at = ctx.now
    db.session.flush()


def mark_all_read(ctx: Context, up_to: int) -> None:
    """The person has seen every notice up to one of them; newer ones stay unread."""
    seen = (Notice.person_id == ctx.actor.id, Notice.id <= up_to, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*seen).values(read_at=ctx.now))
