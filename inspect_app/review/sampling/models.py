"""The tables of samples: what was drawn from which period, and what was found in each case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, UtcTime

DRAWN, VOIDED = "drawn", "voided"
PASS, QUESTION, FAIL = "pass", "question", "fail"
VERDICTS = (PASS, QUESTION, FAIL)


class Sample(Base):
    """One draw: everything that is needed to repeat it. `log_index` is where the log says that it was drawn.

    `population` is the number of closed cases it was drawn from; `list_sha256` is over the listed case ids.
    """

    __tablename__ = "samples"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    drawn_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    drawn_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    period_from: Mapped[datetime] = mapped_column(UtcTime)
    period_to: Mapped[datetime] = mapped_column(UtcTime)
    wanted: Mapped[int]
    checkpoint_size: Mapped[int] = mapped_column(BigId)
    checkpoint_note: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(String(64))
    population: Mapped[int]
    list_sha256: Mapped[str] = mapped_column(String(64))
    log_index: Mapped[int] = mapped_column(BigId, unique=True)


class SampleCase(Base):
    """One case of a sample, in the order drawn, and the last verdict about it; the log keeps each."""

    __tablename__ = "sample_cases"
    __table_args__ = (
        CheckConstraint(f"why IN ('{DRAWN}', '{VOIDED}')", name="why"),
        CheckConstraint(f"verdict IN ('{PASS}', '{QUESTION}', '{FAIL}')", name="verdict"),
    )

    sample_id: Mapped[UUID] = mapped_column(ForeignKey("samples.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    place: Mapped[int]
    why: Mapped[str]
    verdict: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcTime)
