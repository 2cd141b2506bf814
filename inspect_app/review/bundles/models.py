"""The table of bundles: who asked for which case to be taken away, why, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

REQUESTED, BUILDING, READY, FAILED = "requested", "building", "ready", "failed"


class Bundle(Base):
    """One bundle of a case. `request_index` is where the log says so.

    `sha256` names the finished zip in the work area. `problems` are what the bundle itself reports,
    such as an original that is missing. `failure` is a code.
    """

    __tablename__ = "bundles"
    __table_args__ = (
        CheckConstraint(f"state IN ('{REQUESTED}', '{BUILDING}', '{READY}', '{FAILED}')", name="state"),
        Index(None, "state", "requested_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    requested_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    request_index: Mapped[int] = mapped_column(BigId, unique=True)
    attempts: Mapped[int]
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcTime)
    failure: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigId)
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    checkpoint_size: Mapped[int | None] = mapped_column(BigId)
    photos: Mapped[int | None]
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JsonDoc)
