"""Carrying messages out: claim what is due for a target, send it as one message, record what came of it.

A claim is a lease: a worker that dies in between loses nothing, its rows are due again when the lease ends.
What it had sent but not recorded is sent once more; a browser shows that in the place of the first, a mailbox
sees the same Message-ID, only a group robot says it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from inspect_app.accounts.models import Person
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.notify.channels.addresses import find_address
from inspect_app.notify.channels.parcel import Parcel, Told
from inspect_app.notify.models import Delivery, Notice, NoticedEvent
from inspect_app.notify.retry import LEASE, TOO_LATE, Outcome, Result, next_try

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Claim:
    """Deliveries of one target that this worker holds, the oldest first."""

    token: str
    ids: tuple[int, ...]
    parcel: Parcel


def deliver_target(now: datetime, target: str) -> int:
    """Send what is due for a target; the number of deliveries that were tried."""
    with write_transaction():
        claim = take(now, target)
        address = find_address(target) if claim else None
    if claim is None:
        return 0
    outcome = address.send(claim.parcel) if address else Outcome(Result.GONE, "no_address")
    with write_transaction():
        record(now, claim, outcome)
        if outcome.result is Result.GONE and address:
            address.forget()
    return len(claim.ids)


def take(now: datetime, target: str) -> Claim | None:
    """Claim what is due for a target, after dropping what nobody wants any more; None when nothing is."""
    due = (Delivery.target == target, Delivery.state == "waiting", Delivery.due_at <= now, unclaimed(now))
    query = select(Delivery).where(*due).order_by(Delivery.id).limit(MOST_AT_ONCE)
    rows = list(db.session.scalars(query.with_for_update(skip_locked=True, of=Delivery)))
    wanted = [row for row in rows if not dropped(now, row)]
    token = str(uuid7())
    for row in wanted:
        row.attempts += 1
        row.claim, row.claimed_until = token, now + LEASE
    db.session.flush()
    if not wanted:
        return None
    return Claim(token, tuple(row.id for row in wanted), parcel_of(wanted))


def dropped(now: datetime, row: Delivery) -> bool:
    """End a delivery that came too late, was read in the app meanwhile, or whose person has left."""
    reason = unwanted(now, row)
    if reason:
        row.state, row.reason, row.ended_at = "dropped", reason, now
        row.claim = row.claimed_until = None
    return reason is not None


def unwanted(now: datetime, row: Delivery) -> str | None:
    """Why a delivery is not wanted any more."""
    if now - row.told.at > TOO_LATE:
        return "too_late"
    if row.person_id is None:
        return None
    if not db.session.scalar(select(Person.active).where(Person.id == row.person_id)):
        return "inactive"
    notice = (Notice.event_id == row.event_id, Notice.person_id == row.person_id)
    seen = exists().where(*notice, Notice.read_at.is_not(None))
    return "read" if db.session.scalar(select(seen)) else None


def parcel_of(rows: Sequence[Delivery]) -> Parcel:
    """What is carried: the events, and under which notice the person finds the first of them."""
    first = rows[0]
    query = select(Notice.id).where(Notice.event_id == first.event_id, Notice.person_id == first.person_id)
    return Parcel(
        tuple(copied(row.told) for row in rows),
        notice_id=db.session.scalar(query),
        urgent=any(row.told.urgent for row in rows),
    )


def copied(row: NoticedEvent) -> Told:
    """An event as a value of its own."""
    return Told(row.id, row.event, row.subject, row.details)


def record(now: datetime, claim: Claim, outcome: Outcome) -> None:
    """Write down what came of an attempt, unless the lease ended and somebody else holds the rows."""
    held = (Delivery.id.in_(claim.ids), Delivery.claim == claim.token, Delivery.state == "waiting")
    for row in db.session.scalars(select(Delivery).where(*held).with_for_update(of=Delivery)):
        row.claim = row.claimed_until = None
        row.reason = outcome.reason or None
        again = next_try(now, row.attempts, outcome.wait_s) if outcome.result is Result.RETRY else None
        if again is not None:
            row.due_at = again
        else:
            row.state = "sent" if outcome.result is Result.SENT else "failed"
            row.ended_at = now


def unclaimed(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it; a claim far beyond its length was made by a machine whose clock ran ahead."""
    until = Delivery.claimed_until
    return or_(until.is_(None), until <= now, until > now + 2 * LEASE)


def targets_due(now: datetime) -> list[str]:
    """Every target with something due that nobody holds."""
    waits = (Delivery.state == "waiting", Delivery.due_at <= now, unclaimed(now))
    query = select(Delivery.target).where(*waits)
    return list(db.session.scalars(query.distinct().order_by(Delivery.target)))
