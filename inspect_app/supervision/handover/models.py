"""The tables of superiors' lists: each list, and its rows with what was decided about them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

MATCH, NEW, LEAVE_OUT = "match", "new", "leave_out"
CHOICES = (MATCH, NEW, LEAVE_OUT)


class HandOverList(Base):
    """A list 交办清单 that a superior handed down to a unit, under its own numbers."""

    __tablename__ = "hand_over_lists"
    __table_args__ = (UniqueConstraint("unit_id", "issuer", "batch"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    issuer: Mapped[str]
    level: Mapped[str]
    batch: Mapped[str]
    received_on: Mapped[date] = mapped_column(Date)
    imported_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class HandOverRow(Base):
    """One problem of a list: what the superior says, what it was found to be, what a person decided.

    Place in WGS-84, 1e-7 degree; `candidates` are the cases it may be, best first.
    """

    __tablename__ = "hand_over_rows"
    __table_args__ = (
        UniqueConstraint("list_id", "number"),
        CheckConstraint("decision IN ('match', 'new', 'leave_out')", name="decision"),
        Index(None, "list_id", "row"),
        Index(None, "number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("hand_over_lists.id"))
    row: Mapped[int]
    number: Mapped[str]
    received_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str]
    site: Mapped[str]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    category: Mapped[str | None]
    category_words: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    unit_words: Mapped[str]
    due_on: Mapped[date | None] = mapped_column(Date)
    description: Mapped[str] = mapped_column(Text)
    finding: Mapped[str]
    sure: Mapped[bool]
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JsonDoc)
    decision: Mapped[str | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    remark: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
