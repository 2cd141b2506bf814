"""The tables of the ledger: who signed a closing off, and what units say of their progress."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, UtcTime

SIGNED, REFUSED = "signed", "refused"
DECISIONS = (SIGNED, REFUSED)


class Signoff(Base):
    """The decision about one closing: signed off 销号签认, or refused, which reopens the case."""

    __tablename__ = "ledger_signoffs"
    __table_args__ = (CheckConstraint(f"decision IN ('{SIGNED}', '{REFUSED}')", name="decision"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closures.id"), unique=True)
    decision: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcTime)


class Feedback(Base):
    """What a unit says of one case on one day: a measure, a progress in percent, and a number with its unit.

    `day` is that of the wall calendar; the last one of a day counts.
    """

    __tablename__ = "case_feedbacks"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        Index(None, "case_id", "day"),
        Index(None, "day", "unit_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    day: Mapped[date] = mapped_column(Date)
    measure: Mapped[str] = mapped_column(Text)
    progress: Mapped[int]
    amount: Mapped[int] = mapped_column(BigId)
    amount_unit: Mapped[str]
    given_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime] = mapped_column(UtcTime)
