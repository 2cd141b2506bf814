"""Reading proposals and documents in the caller's scope, newest first, by cursor."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_to
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.core.roles import Role
from inspect_app.supervision.pressure.models import (
    Document,
    DocumentCase,
    DocumentFinding,
    DocumentReply,
    Proposal,
)
from inspect_app.supervision.pressure.rights import documents_in_scope, proposals_in_scope
from inspect_app.supervision.pressure.states import DocumentState, ProposalState


@dataclass(frozen=True)
class Page:
    """Where a list begins and how long a page is."""

    cursor: str | None
    limit: int


def list_proposals(
    ctx: Context, state: str | None, unit_id: int | None, page: Page
) -> tuple[list[Proposal], str | None]:
    """The proposals a supervisor decides and an auditor reads; those against one unit if it is named."""
    query = select(Proposal).where(proposals_in_scope(ctx.actor))
    if unit_id is not None:
        query = query.where(Proposal.unit_id == unit_id)
    if state:
        query = query.where(Proposal.state == state)
    return paged(query, (Proposal.made_at, Proposal.id), page)


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents."""

    state: str | None = None
    rung: str | None = None
    case_id: UUID | None = None


def list_documents(ctx: Context, wanted: DocumentFilter, page: Page) -> tuple[list[Document], str | None]:
    """The documents that somebody issued, received or may read."""
    query = select(Document).where(documents_in_scope(ctx.actor))
    if wanted.state:
        query = query.where(Document.state == wanted.state)
    if wanted.rung:
        query = query.where(Document.rung == wanted.rung)
    if wanted.case_id:
        about = select(DocumentCase.document_id).where(DocumentCase.case_id == wanted.case_id)
        query = query.where(Document.id.in_(about))
    return paged(query, (Document.issued_at, Document.id), page)


def paged(query: Select[Any], keys: tuple[Any, Any], page: Page) -> tuple[list[Any], str | None]:
    """One page, the newest first, and where it goes on."""
    at, row_id = keys
    if (behind := decode_cursor(page.cursor, from_millis, UUID)) is not None:
        query = query.where(tuple_(at, row_id) < tuple_(*behind))
    rows = list(db.session.scalars(query.order_by(at.desc(), row_id.desc()).limit(page.limit + 1)))
    if len(rows) <= page.limit:
        return rows, None
    last = rows[page.limit - 1]
    return rows[: page.limit], encode_cursor(to_millis(getattr(last, at.key)), str(last.id))


def find_document(ctx: Context, document_id: UUID) -> Document:
    """A document the caller may read; 404 otherwise."""
    query = select(Document).where(Document.id == document_id, documents_in_scope(ctx.actor))
    document = db.session.scalars(query).one_or_none()
    if document is None:
        raise not_found()
    return document


def find_proposal(ctx: Context, proposal_id: UUID) -> Proposal:
    """A proposal the caller may read; 404 otherwise."""
    query = select(Proposal).where(Proposal.id == proposal_id, proposals_in_scope(ctx.actor))
    proposal = db.session.scalars(query).one_or_none()
    if proposal is None:
        raise not_found()
    return proposal


@dataclass(frozen=True)
class Waiting:
    """What waits for the caller: proposals to decide, documents to receive or answer, answers to judge."""

    proposals: int
    to_answer: int
    to_judge: int


def count_waiting(ctx: Context) -> Waiting:
    """How many of each; an auditor has nothing to decide."""
    actor = ctx.actor
    open_ = (Proposal.state == ProposalState.OPEN, proposals_in_scope(actor))
    mine = Document.unit_id.in_(actor.units_as(Role.HANDLER))
    owed = (mine, Document.state.in_([DocumentState.ISSUED, DocumentState.RECEIVED]))
    replied = (Document.state == DocumentState.REPLIED, documents_in_scope(actor))
    supervises = Role.SUPERVISOR in actor.roles
    return Waiting(
        count(Proposal, open_) if supervises else 0,
        count(Document, owed) if Role.HANDLER in actor.roles else 0,
        count(Document, replied) if supervises else 0,
    )


def count(table: type[Proposal] | type[Document], conditions: tuple[ColumnElement[bool], ...]) -> int:
    """How many rows."""
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def cases_of(documents: Collection[UUID]) -> dict[UUID, list[Case]]:
    """The cases of each document, by number."""
    query = select(DocumentCase.document_id, Case).join(Case, Case.id == DocumentCase.case_id)
    rows = db.session.execute(query.where(DocumentCase.document_id.in_(documents)).order_by(Case.number))
    found: dict[UUID, list[Case]] = {}
    for document_id, case in rows:
        found.setdefault(document_id, []).append(case)
    return found


def cases_named(case_ids: Collection[str]) -> dict[str, Case]:
    """Cases by the id that JSON holds."""
    wanted = {UUID(case_id) for case_id in case_ids}
    return {str(case.id): case for case in db.session.scalars(select(Case).where(Case.id.in_(wanted)))}


def seen_among(ctx: Context, cases: Collection[UUID]) -> set[UUID]:
    """Which of these cases the caller may open."""
    return set(db.session.scalars(select(Case.id).where(Case.id.in_(cases), visible_to(ctx.actor))))


def replies_of(document: Document) -> list[DocumentReply]:
    """What the unit answered, in order."""
    query = select(DocumentReply).where(DocumentReply.document_id == document.id)
    return list(db.session.scalars(query.order_by(DocumentReply.round)))


def findings_of(document: Document) -> list[DocumentFinding]:
    """What was not done in time, in order."""
    query = select(DocumentFinding).where(DocumentFinding.document_id == document.id)
    return list(db.session.scalars(query.order_by(DocumentFinding.id)))
