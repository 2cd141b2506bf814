"""Documents that were not received or answered in time: a finding of their own, told once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.supervision.pressure.models import Document, DocumentFinding
from inspect_app.supervision.pressure.states import DocumentState, FindingCode
from inspect_app.supervision.pressure.telling import name_of, tell


def overdue(now: datetime) -> list[UUID]:
    """Documents with something late that nobody has written down yet, the longest overdue first."""
    not_received = and_(
        Document.state == DocumentState.ISSUED,
        Document.receive_due_at <= now,
        ~noted(FindingCode.NOT_RECEIVED),
    )
    not_replied = and_(
        Document.state.in_([DocumentState.ISSUED, DocumentState.RECEIVED]),
        Document.reply_due_at <= now,
        ~noted(FindingCode.NOT_REPLIED),
    )
    query = select(Document.id).where(or_(not_received, not_replied))
    return list(db.session.scalars(query.order_by(Document.reply_due_at)))


def noted(code: FindingCode) -> ColumnElement[bool]:
    """Whether a round has this finding."""
    return (
        select(DocumentFinding.id)
        .where(
            DocumentFinding.document_id == Document.id,
            DocumentFinding.code == code,
            DocumentFinding.round == Document.round,
        )
        .exists()
    )


def note_overdue(ctx: Context, document_ids: list[UUID]) -> int:
    """Write the findings that are still due, tell both sides, log them; how many."""
    late = select(Document).where(Document.id.in_(document_ids)).order_by(Document.id).with_for_update()
    facts: list[Fact] = []
    for document in db.session.scalars(late.execution_options(populate_existing=True)):
        facts += new_findings(ctx, document)
    if facts:
        append(ctx, facts)
    return len(facts)


def new_findings(ctx: Context, document: Document) -> list[Fact]:
    """What is late on a locked document and not written down; the caller appends the facts."""
    return [
        finding(ctx, document, code, due_at)
        for code, due_at in owed(document)
        if due_at <= ctx.now and not has(document, code)
    ]


def owed(document: Document) -> list[tuple[FindingCode, datetime]]:
    """What the unit owes on a document, by when."""
    reply = (FindingCode.NOT_REPLIED, document.reply_due_at)
    if document.state == DocumentState.ISSUED:
        return [(FindingCode.NOT_RECEIVED, document.receive_due_at), reply]
    return [reply] if document.state == DocumentState.RECEIVED else []


def has(document: Document, code: FindingCode) -> bool:
    """Whether the finding of this round stands there."""
    query = select(Document.id).where(Document.id == document.id, noted(code))
    return db.session.scalar(query) is not None


def finding(ctx: Context, document: Document, code: FindingCode, due_at: datetime) -> Fact:
    """One finding: its row, its notice, and what the log keeps of it."""
    row = DocumentFinding(
        document_id=document.id, code=code, round=document.round, due_at=due_at, found_at=ctx.now
    )
    db.session.add(row)
    db.session.flush()
    tell(ctx, document, f"document_overdue.{code}")
    public = {
        "number": document.number,
        "finding": code,
        "round": document.round,
        "due_at": to_millis(due_at),
    }
    return Fact(name_of(document.id), "document_overdue", public)
