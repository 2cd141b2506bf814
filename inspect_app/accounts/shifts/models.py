"""The on-duty roster 值班表: which person of a unit is on duty from when to when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, UtcTime


class DutyShift(Base):
    """One person of a unit on duty, from `starts_at` until just before `ends_at`; several may be at once."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        UniqueConstraint("unit_id", "person_id", "starts_at"),
        Index(None, "unit_id", "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
