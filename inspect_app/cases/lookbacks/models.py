"""The tables of second looks: look-backs 回头看 after a closing, weekly re-checks, traces of operators."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

SCHEDULED, OPEN, PASSED, FAILED, CANCELLED = "scheduled", "open", "passed", "failed", "cancelled"
STATES = (SCHEDULED, OPEN, PASSED, FAILED, CANCELLED)
BY_RULE, RECHECK = "rule", "recheck"
WHYS = (BY_RULE, RECHECK)


class LookBack(Base):
    """One visit to a closed case by somebody else: planned at the closing, or drawn in the weekly re-check.

    It opens at `opens_at`; only then is somebody drawn (`person_id`), and `due_at` is counted. `distance_m`
    lies between the case's place and that of the photo.
    """

    __tablename__ = "look_backs"
    __table_args__ = (Index(None, "state", "opens_at"), Index(None, "person_id", "state"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closures.id"), index=True)
    why: Mapped[str]
    rule: Mapped[str]
    risk: Mapped[str]
    reasons: Mapped[list[str]] = mapped_column(JsonDoc)
    days: Mapped[int]
    grace_days: Mapped[int]
    state: Mapped[str]
    opens_at: Mapped[datetime] = mapped_column(UtcTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UtcTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note: Mapped[str | None] = mapped_column(Text)
    photo_id: Mapped[UUID | None] = mapped_column(ForeignKey("photos.id"))
    distance_m: Mapped[int | None]


class Recheck(Base):
    """The weekly draw of closed cases to be looked at once more; all that is needed to repeat it.

    `week` is the Monday of the week in which the cases were closed.
    """

    __tablename__ = "rechecks"

    week: Mapped[date] = mapped_column(primary_key=True)
    rule: Mapped[str]
    percent: Mapped[int]
    population: Mapped[int]
    wanted: Mapped[int]
    checkpoint_size: Mapped[int] = mapped_column(BigId)
    checkpoint_note: Mapped[str] = mapped_column(Text)
    seed: Mapped[str] = mapped_column(String(64))
    case_ids: Mapped[list[str]] = mapped_column(JsonDoc)
    list_sha256: Mapped[str] = mapped_column(String(64))
    log_index: Mapped[int] = mapped_column(BigId, unique=True)
    drawn_at: Mapped[datetime] = mapped_column(UtcTime)


class CaseTrace(Base):
    """What a report says of who runs the place: a telephone, a credit code, a plate, a name, in tidy form."""

    __tablename__ = "case_traces"
    __table_args__ = (Index(None, "kind", "value"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
