"""Telling people: `announce` writes who hears of an event, in the transaction in which it happens.

Nothing leaves the machine here. A job makes the deliveries after the commit, and a sweep finds what a lost
job left behind. Notices are no entries of the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from inspect_app.core.clock import from_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.portions import portions
from inspect_app.core.tasks import enqueue
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.audience import Asked, Directory, Parties, units_of
from inspect_app.notify.models import Notice, NoticedEvent
from inspect_app.notify.queries import get_notice
from inspect_app.notify.table import TABLE
from inspect_app.notify.tasks import SPREAD_AT_ONCE, spread, spread_many

# For details that are known only after the announcement, in the same transaction.
REWORD = (
    update(NoticedEvent)
    .where(NoticedEvent.key == bindparam("told_key"))
    .values(details=bindparam("told_details"))
)


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


@dataclass(frozen=True)
class Telling:
    """A happening with those who are to hear of it."""

    happening: Happening
    people: list[int]
    units: list[int]

    def columns(self, now: datetime) -> dict[str, Any]:
        """The row of its event."""
        told = self.happening
        return {
            "key": told.key,
            "event": told.event,
            "subject": told.subject,
            "urgent": TABLE[told.event].is_urgent(now, due_of(told)),
            "details": dict(told.details),
            "units": self.units,
            "at": now,
        }


def announce(ctx: Context, *happenings: Happening, directory: Directory | None = None) -> None:
    """Tell everybody whom the table names, but not the one who did it; the same key twice tells once.

    What is announced together is written together: say all of one transaction in one call. Who must not make
    others wait reads the `directory` of these happenings beforehand.
    """
    tellings: dict[str, Telling] = {}
    for one in hearers(ctx, happenings, directory):
        if one.people or one.units:
            tellings.setdefault(one.happening.key, one)
    if not tellings:
        return
    new = keep(ctx, list(tellings.values()))
    notices = [
        {"event_id": event_id, "person_id": person}
        for key, event_id in new.items()
        for person in tellings[key].people
    ]
    if notices:
        db.session.connection().execute(upsert_into(Notice).on_conflict_do_nothing(), notices)
    nudge(list(new.values()))


def hearers(
    ctx: Context, happenings: Sequence[Happening], directory: Directory | None = None
) -> list[Telling]:
    """Who hears of each happening, without the one who did it."""
    rows = [TABLE[told.event] for told in happenings]
    pairs = list(zip(rows, happenings, strict=True))
    asked = [Asked(row.audiences, told.parties, row.at_post) for row, told in pairs]
    directory = directory or Directory(asked, ctx.now)
    return [
        Telling(
            told,
            [
                person
                for person in directory.people_of(one)
                if person != ctx.actor.id or person in told.parties.named
            ],
            units_of(row.audiences, told.parties) if row.robot else [],
        )
        for row, told, one in zip(rows, happenings, asked, strict=True)
    ]


def keep(ctx: Context, tellings: Sequence[Telling]) -> dict[str, int]:
    """Write the events that were never announced before; their ids by key."""
    new = upsert_into(NoticedEvent).on_conflict_do_nothing(index_elements=["key"])
    rows = [one.columns(ctx.now) for one in tellings]
    written = db.session.connection().execute(new.returning(NoticedEvent.id, NoticedEvent.key), rows)
    return {key: event_id for event_id, key in sorted(written)}


def nudge(event_ids: list[int]) -> None:
    """Have the deliveries made after the commit: a job for one event, or one for some hundred."""
    if len(event_ids) == 1:
        enqueue(spread, event_id=event_ids[0])
        return
    for ids in portions(event_ids, SPREAD_AT_ONCE):
        enqueue(spread_many, event_ids=list(ids))


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
