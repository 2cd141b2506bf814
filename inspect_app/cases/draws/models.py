"""The tables of draws and of the verdicts that the rule of pairings counts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class Draw(Base):
    """One draw by lot: for a submitted rectification or for a look-back, with all that repeats it.

    `person_id` is None when nobody was eligible. `cause_index` is the entry of the log that called for it,
    `log_index` the entry that keeps it. `pool` holds the ids of people in ascending order.
    """

    __tablename__ = "draws"
    __table_args__ = (
        Index(None, "rectification_id", "attempt", unique=True),
        Index(None, "look_back_id", "attempt", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[str]
    rectification_id: Mapped[int | None] = mapped_column(ForeignKey("rectifications.id"))
    look_back_id: Mapped[int | None] = mapped_column(ForeignKey("look_backs.id"))
    round: Mapped[int]
    attempt: Mapped[int]
    width: Mapped[str]
    rule: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    pool: Mapped[list[int]] = mapped_column(JsonDoc)
    excluded: Mapped[dict[str, int]] = mapped_column(JsonDoc)
    seed: Mapped[str] = mapped_column(String(64))
    cause_index: Mapped[int] = mapped_column(BigId)
    log_index: Mapped[int] = mapped_column(BigId, unique=True)
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)


class Verdict(Base):
    """One judgement of a rectification: who judged which unit's work, and how."""

    __tablename__ = "verdicts"
    __table_args__ = (
        Index(None, "unit_id", "person_id", "given_at"),
        Index(None, "given_at", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    round: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    passed: Mapped[bool]
    given_at: Mapped[datetime] = mapped_column(UtcTime)
