"""Tables behind a deadline: how it was counted, what exempts a breach, when an emergency level held."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class ClockSpan(Base):
    """One counting of a clock: by a rule or a person's hand, from when, how long, until when.

    A new span takes over when the deadline is moved, resumed or counted again; `ended_at` is when. `amount`
    is in milliseconds for kinds of hours, in days for kinds of days, and empty for a date set by hand.
    `percent` is what an emergency level, a station ring or a duty row left of the rule's length; `because`
    says which ring or row it was.
    """

    __tablename__ = "clock_spans"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"), index=True)
    why: Mapped[str]
    rule: Mapped[str | None]
    time_kind: Mapped[str | None]
    amount: Mapped[int | None] = mapped_column(BigId)
    percent: Mapped[int | None]
    level: Mapped[str | None]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_requests.id"))
    from_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    because: Mapped[dict[str, Any] | None] = mapped_column(JsonDoc)


class BreachExemption(Base):
    """From `from_at` on statistics leave a breach out, by two people's review; the breach itself stays."""

    __tablename__ = "breach_exemptions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"), index=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("case_requests.id"))
    from_at: Mapped[datetime] = mapped_column(UtcTime)
    first_reviewer: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    second_reviewer: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class EmergencyPeriod(Base):
    """An emergency response level over a unit and all below it, from its declaration to its lifting."""

    __tablename__ = "emergency_periods"
    __table_args__ = (Index(None, "ended_at", "started_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    document: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lift_reason: Mapped[str | None] = mapped_column(Text)
