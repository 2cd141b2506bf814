"""Test messages: a person's own to a channel, an administrator's to a robot; a few a minute at the most."""

from datetime import timedelta

from sqlalchemy import func, select

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.tasks import enqueue
from inspect_app.notify.audience import Parties
from inspect_app.notify.models import Delivery, Notice, NoticedEvent
from inspect_app.notify.service import Happening, announce
from inspect_app.notify.spreading import delivery
from inspect_app.notify.tasks import deliver

MOST_A_MINUTE = 3


def try_channel(ctx: Context, channel: str) -> Notice:
    """Send oneself a test by one channel; it is in the app in any case. 429 `too_many_tests`."""
    assert ctx.actor.id is not None
    subject = f"person:{ctx.actor.id}"
    refuse_too_many(ctx, subject)
    key = f"{subject}/test/{uuid7()}"
    parties = Parties(named=frozenset({ctx.actor.id}))
    announce(ctx, Happening("test", key, subject, parties, {"channel": channel}))
    mine = select(Notice).join(NoticedEvent).where(NoticedEvent.key == key)
    return db.session.scalars(mine).one()


def try_robot(ctx: Context, robot_id: int) -> Delivery:
    """Have a robot say a test in its group. 429 `too_many_tests`."""
    subject = f"robot:{robot_id}"
    refuse_too_many(ctx, subject)
    told = NoticedEvent(
        key=f"{subject}/test/{uuid7()}",
        event="test",
        subject=subject,
        urgent=True,
        details={},
        units=[],
        at=ctx.now,
        spread_at=ctx.now,
    )
    db.session.add(told)
    db.session.flush()
    row = Delivery(**delivery(told, subject, ctx.now))
    db.session.add(row)
    db.session.flush()
    enqueue(deliver, target=subject)
    return row


def refuse_too_many(ctx: Context, subject: str) -> None:
    """A test is an errand to a server of others: a few a minute."""
    lately = (NoticedEvent.event == "test", NoticedEvent.at > ctx.now - timedelta(minutes=1))
    count = db.session.scalar(
        select(func.count(NoticedEvent.id)).where(NoticedEvent.subject == subject, *lately)
    )
    if (count or 0) >= MOST_A_MINUTE:
        raise Problem("too_many_tests", "Wait a minute before you send another test.", 429)
