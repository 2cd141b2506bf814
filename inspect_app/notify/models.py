"""The tables of notices: what happened, who hears of it in the app, and what is carried to them elsewhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class NoticedEvent(Base):
    """One event that people are told of; `key` names it for ever, so that telling twice is telling once.

    `spread_at` is None until a job has made the deliveries of its notices.
    """

    __tablename__ = "noticed_events"
    __table_args__ = (Index(None, "spread_at", "id"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    event: Mapped[str]
    subject: Mapped[str]
    urgent: Mapped[bool]
    details: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    units: Mapped[list[int]] = mapped_column(JsonDoc)  # whose group robots are told
    at: Mapped[datetime] = mapped_column(UtcTime)
    spread_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Notice(Base):
    """One event as one person sees it in the app."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index(None, "person_id", "id"),
        Index(None, "person_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("noticed_events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    read_at: Mapped[datetime | None] = mapped_column(UtcTime)

    told: Mapped[NoticedEvent] = relationship(lazy="joined")


class Delivery(Base):
    """One event on its way to one place outside: a device, a mailbox, a group's robot.

    `target` is `push:<subscription>`, `mail:<person>` or `robot:<robot>`. Whoever sends it holds
    it by `claim` until `claimed_until`. It ends as `sent`, `dropped` (no longer wanted) or `failed`, with
    the reason.
    """

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("event_id", "target"), Index(None, "state", "due_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("noticed_events.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    target: Mapped[str]
    state: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    attempts: Mapped[int]
    claim: Mapped[str | None]
    claimed_until: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str | None]

    told: Mapped[NoticedEvent] = relationship(lazy="joined")


class PushSubscription(Base):
    """A browser that asked for push messages; it goes when its session is ended by hand."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    session_id: Mapped[int] = mapped_column(BigId, index=True)  # not a key: an expired session leaves it
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class NoticePreference(Base):
    """What a person wants carried where; without a row the defaults count. Minutes are of the local day."""

    __tablename__ = "notice_preferences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    choices: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    quiet: Mapped[bool]
    quiet_from: Mapped[int]
    quiet_to: Mapped[int]
    mail: Mapped[str | None]
    language: Mapped[str]


class Robot(Base):
    """A group robot of WeCom, DingTalk or Feishu that a unit's group hears; its secrets are sealed."""

    __tablename__ = "robots"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    service: Mapped[str]
    name: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
