"""Tables of supervision: proposals that rules make, and the numbered documents people issue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime


class Proposal(Base):
    """What a rule suggests; a person issues a document from it or declines it.

    `key` names rule, subject and period, so that the same threshold is proposed once. `basis` holds the
    counts.
    """

    __tablename__ = "proposals"
    __table_args__ = (Index(None, "state", "made_at"), Index(None, "unit_id", "made_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    rule: Mapped[str]
    period: Mapped[str]
    rung: Mapped[str]
    office: Mapped[str | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jurisdiction_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    case_ids: Mapped[list[str]] = mapped_column(JsonDoc)
    basis: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    state: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    note: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)


class Document(Base):
    """One numbered document of the ladder. Its words never change; `version` counts its steps, `round` its
    answers. `delivered_to` is how many people of the unit were told at its issue.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("issuing_unit_id", "rung", "year", "serial"),
        Index(None, "state", "reply_due_at"),
        Index(None, "unit_id", "issued_at"),
        Index(None, "issued_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    body_sha256: Mapped[str]
    issuing_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    rung: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    addressee: Mapped[str]
    demand: Mapped[str] = mapped_column(Text)
    basis: Mapped[list[dict[str, Any]]] = mapped_column(JsonDoc)
    state: Mapped[str]
    version: Mapped[int]
    round: Mapped[int]
    issued_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    receive_due_at: Mapped[datetime] = mapped_column(UtcTime)
    reply_due_at: Mapped[datetime] = mapped_column(UtcTime)
    provisional: Mapped[bool]
    delivered_to: Mapped[int]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    end_note: Mapped[str | None] = mapped_column(Text)
    log_index: Mapped[int] = mapped_column(BigId)
    leaf_hash: Mapped[str]
    checkpoint: Mapped[str | None] = mapped_column(Text)
    pdf_sha256: Mapped[str | None]
    pdf_size: Mapped[int | None]


class DocumentCase(Base):
    """A case that a document is about."""

    __tablename__ = "document_cases"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)


class DocumentReply(Base):
    """What a unit answered in one round, and why it was sent back if it was."""

    __tablename__ = "document_replies"
    __table_args__ = (UniqueConstraint("document_id", "round"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    round: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    photo_ids: Mapped[list[str]] = mapped_column(JsonDoc)
    replied_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    replied_at: Mapped[datetime] = mapped_column(UtcTime)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    returned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    return_note: Mapped[str | None] = mapped_column(Text)


class DocumentFinding(Base):
    """A document that was not received or answered in time; the fact stays when it is done later."""

    __tablename__ = "document_findings"
    __table_args__ = (UniqueConstraint("document_id", "code", "round"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    code: Mapped[str]
    round: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    found_at: Mapped[datetime] = mapped_column(UtcTime)
