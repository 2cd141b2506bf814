"""The tables of visits: who looked at an entry when, and what each line of the checklist said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class Visit(Base):
    """One filled checklist, its raw body with it; `captured_at` is the phone's clock, places are WGS-84."""

    __tablename__ = "visits"
    __table_args__ = (Index(None, "entry_id", "captured_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("registry_entries.id"))
    checklist: Mapped[str]
    checklist_from: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_sha256: Mapped[str]
    visited_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    captured_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    log_index: Mapped[int] = mapped_column(BigId)
    leaf_hash: Mapped[str]


class VisitItem(Base):
    """One line of a checklist at a visit; `case_id` is what came of it."""

    __tablename__ = "visit_items"

    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visits.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    photo_ids: Mapped[list[Any]] = mapped_column(JsonDoc)
