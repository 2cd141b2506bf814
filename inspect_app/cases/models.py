"""The tables of the closed loop: cases, the reports that opened them, and what each round left behind."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.cases.projections import status_check
from inspect_app.cases.statuses import TERMINAL
from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

# All that the map of cases asks about, so that it never reads the table; the cell comes first.
MAP_COLUMNS = (
    "map_cell",
    "lat_e7",
    "lon_e7",
    "status",
    "due_at",
    "category",
    "reported_at",
    "jurisdiction_unit_id",
    "handler_unit_id",
    "grid_id",
    "id",
)
# All that the counts of the desks ask about, of the cases that are open.
DESK_COLUMNS = ("status", "jurisdiction_unit_id", "urgent_at", "handler_unit_id", "grid_id", "id")
IS_OPEN = f"status NOT IN ({', '.join(repr(str(status)) for status in sorted(TERMINAL))})"
IS_MERGED = "merged_into IS NOT NULL"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where a case stands whose clocks are all met or held


class Case(Base):
    """One problem on its way to being closed. Only `service.perform` writes `status`.

    Places are WGS-84 in integers of 1e-7 degree; `map_cell` is the 0.01° cell of the place. `version` counts
    actions and requests; `round` counts returns; `round_at` is when the current round of work began. The duty
    row that routed it and the station ring it lies in raise its `priority` (0 to 2) and shorten its clocks.
    `urgent_at` is when it needs somebody next; `clocks.settle` keeps it, lists and counts read no clocks.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(status_check(), name="status"),
        Index(None, "status", "updated_at"),
        Index(None, "updated_at", "id"),
        Index(None, "reported_at", "id"),
        Index(None, "jurisdiction_unit_id", "updated_at"),
        Index(None, "handler_unit_id", "updated_at"),
        Index(None, "due_at"),
        Index("ix_cases_map", *MAP_COLUMNS),
        Index(
            "ix_cases_source",
            "source",
            "updated_at",
            sqlite_where=text("source <> 'patrol'"),
            postgresql_where=text("source <> 'patrol'"),
        ),
        Index(None, "urgent_at", "id"),
        # Of the few that are merged: in SQLite's statistics the others would be one value.
        Index(
            "ix_cases_merged", "merged_into", postgresql_where=text(IS_MERGED), sqlite_where=text(IS_MERGED)
        ),
        Index("ix_cases_desk", *DESK_COLUMNS, postgresql_where=text(IS_OPEN), sqlite_where=text(IS_OPEN)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    version: Mapped[int]
    round: Mapped[int]
    round_at: Mapped[datetime] = mapped_column(UtcTime)
    category: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    captured_at: Mapped[datetime] = mapped_column(UtcTime)
    reported_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    accuracy_dm: Mapped[int | None]
    fix_at: Mapped[datetime | None] = mapped_column(UtcTime)
    position_source: Mapped[str | None]
    map_cell: Mapped[int | None]
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("grids.id"), index=True)
    placement: Mapped[str]
    placement_distance_dm: Mapped[int | None]
    placement_candidates: Mapped[list[int]] = mapped_column(JsonDoc)
    triage_code: Mapped[str | None]
    jurisdiction_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    suggested_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    handler_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcTime)
    refusals: Mapped[int]
    relapses: Mapped[int]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"))
    mode: Mapped[str | None]
    planned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    source: Mapped[str] = mapped_column(server_default="patrol")
    # No foreign keys: SQLite can add one to a table only by copying it, and releases run while tables change.
    duty_table_id: Mapped[UUID | None]
    duty_row_id: Mapped[int | None] = mapped_column(BigId)
    ring: Mapped[str | None]
    ring_station_id: Mapped[int | None] = mapped_column(BigId)
    priority: Mapped[int] = mapped_column(server_default="0")
    urgent_at: Mapped[datetime] = mapped_column(UtcTime, default=NEVER)


# Written as in the index, which is of use only to a condition that says the same.
is_open = Case.status.not_in([literal_column(repr(str(status))) for status in sorted(TERMINAL)])


class Report(Base):
    """What a person filed: the raw body as it came, kept for ever, and what was read from it."""

    __tablename__ = "reports"
    __table_args__ = (
        Index(
            "ix_reports_source_reference",
            "source_reference",
            sqlite_where=text("source_reference IS NOT NULL"),
            postgresql_where=text("source_reference IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    reporter_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_sha256: Mapped[str]
    captured_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    clock_offset_ms: Mapped[int | None] = mapped_column(BigId)
    log_index: Mapped[int] = mapped_column(BigId)
    leaf_hash: Mapped[str]
    source: Mapped[str] = mapped_column(server_default="patrol")
    source_fields: Mapped[dict[str, Any] | None] = mapped_column(JsonDoc)
    source_reference: Mapped[str | None]


class CaseReference(Base):
    """Another source that named a problem which is a case already: no report, only what it said.

    `reference` is its number in the source's own series.
    """

    __tablename__ = "case_references"
    __table_args__ = (Index(None, "source", "case_id"), Index(None, "reference"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    source: Mapped[str]
    reference: Mapped[str | None]
    fields: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    added_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime] = mapped_column(UtcTime)


class Assignment(Base):
    """One hand-over to a unit."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    assigned_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    instructions: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_by: Mapped[str | None]


class CaseHelper(Base):
    """A unit that helps the lead with a case, from its hand-over (or later) until that ends."""

    __tablename__ = "case_helpers"
    __table_args__ = (Index(None, "unit_id", "until"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime | None] = mapped_column(UtcTime)


class Rectification(Base):
    """What a unit says it did in one round."""

    __tablename__ = "rectifications"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    round: Mapped[int]
    measures: Mapped[str] = mapped_column(Text)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcTime)
    photo_ids: Mapped[list[str]] = mapped_column(JsonDoc)


class Closure(Base):
    """One closing of a case, and its undoing."""

    __tablename__ = "closures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    closed_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    reopened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ground: Mapped[str | None]


class Clock(Base):
    """What is owed by when. `breached_at` is a fact and stays; `exempted_at` takes it out of statistics.

    `provisional`: a year whose holidays are not announced yet had a say in `due_at`.
    """

    __tablename__ = "clocks"
    __table_args__ = (Index(None, "met_at", "breached_at", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    breached_at: Mapped[datetime | None] = mapped_column(UtcTime)
    exempted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    provisional: Mapped[bool] = mapped_column(server_default=false())


class CaseRequest(Base):
    """An extension, transfer, suspension or appeal a unit asked for."""

    __tablename__ = "case_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    requested_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    decision_note: Mapped[str | None] = mapped_column(Text)
    # No foreign key: SQLite can add one to a table only by copying it, and releases run while tables change.
    reviewed_by: Mapped[int | None] = mapped_column(BigId)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    review_note: Mapped[str | None] = mapped_column(Text)


class SavedFilter(Base):
    """A filter of the case list that a person kept; `query` holds parameters of `GET /cases` as text."""

    __tablename__ = "saved_filters"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    query: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Counter(Base):
    """The last number given out under a name, such as `case-2026`."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigId)
