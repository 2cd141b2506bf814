"""The tables of the daily rhythm: since when a unit keeps it, and what was filed or missed on each day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class RhythmPeriod(Base):
    """A unit keeps the rhythm from `first_day` to `last_day`, both counted in; open while that is not set.

    `looked_at` is the last cut-off whose products were looked for.
    """

    __tablename__ = "rhythm_periods"
    __table_args__ = (Index(None, "unit_id", "first_day"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str]
    started_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class DailyProduct(Base):
    """What one unit owed on one day: filed, missed, or both when it came too late. `missed_at` stays.

    `numbers` are those of the moment it was filed (of the cut-off, for feedback that is missing).
    """

    __tablename__ = "daily_products"
    __table_args__ = (Index(None, "period_id", "unit_id", "kind", "day", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    period_id: Mapped[UUID] = mapped_column(ForeignKey("rhythm_periods.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str]
    day: Mapped[date] = mapped_column(Date, index=True)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    words: Mapped[str] = mapped_column(Text)
    numbers: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    filed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcTime)
