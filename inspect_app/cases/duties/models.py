"""The tables of duties: a whole dated table with its rows, drafted, tried, then in force and never edited."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

DRAFT, IN_FORCE = "draft", "in_force"


class DutyTable(Base):
    """Who answers for what: a draft, or in force from `valid_from` until the next table begins.

    `sha256` is the hash of the canonical rows, written into the log when the table comes into force;
    `gaps` counts what it left open then, which whoever enacted it accepted with `reason`.
    """

    __tablename__ = "duty_tables"
    __table_args__ = (Index(None, "state", "valid_from"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    document: Mapped[str]
    state: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    changed_at: Mapped[datetime] = mapped_column(UtcTime)
    valid_from: Mapped[date | None]
    enacted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    enacted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reason: Mapped[str | None] = mapped_column(Text)
    gaps: Mapped[int | None]
    sha256: Mapped[str | None]


class DutyRow(Base):
    """One row; None in `category`, `grid_id` or `source` means any.

    `percent` is what is left of the deadlines, `priority` how far the case is raised (0 to 2).
    """

    __tablename__ = "duty_rows"
    __table_args__ = (Index(None, "table_id", "line"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    table_id: Mapped[UUID] = mapped_column(ForeignKey("duty_tables.id"))
    line: Mapped[int]
    category: Mapped[str | None]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"))
    source: Mapped[str | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    helper_unit_ids: Mapped[list[int]] = mapped_column(JsonDoc)
    percent: Mapped[int | None]
    priority: Mapped[int | None]
    basis: Mapped[str] = mapped_column(Text)
