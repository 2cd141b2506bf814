"""Moving documents on: receipt, answer, return, sign-off, withdrawal. Each step is a fact of the log."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases.calendar.counting import add
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.evidence.models import STORED, Photo
from inspect_app.places.days import local_day
from inspect_app.supervision.pressure.ladder import Rung, terms_of
from inspect_app.supervision.pressure.models import Document, DocumentCase, DocumentReply
from inspect_app.supervision.pressure.overdue import new_findings
from inspect_app.supervision.pressure.queries import find_document
from inspect_app.supervision.pressure.rights import relation_to
from inspect_app.supervision.pressure.states import ACTIONS, Move, refusal_of
from inspect_app.supervision.pressure.telling import name_of, tell

Json = dict[str, Any]
Extra = Json  # what a step adds to the public part of its log entry


def move(ctx: Context, document_id: UUID, action: str, sent: Mapping[str, Any], *, version: int) -> Receipt:
    """Do one step. `sent` has `words` and, for an answer, `photo_ids`.

    Problems: 404 out of scope, `stale_version`, `wrong_role`, `wrong_status`,
    `own_document`, `own_answer`, `invalid_request`.
    """
    find_document(ctx, document_id)
    query = select(Document).where(Document.id == document_id).with_for_update()
    document = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if document.version != version:
        detail = "Somebody else acted on this document meanwhile. Look at it again, then decide."
        raise Problem("stale_version", detail, 409, current_version=document.version)
    step = permitted(ctx, document, action)
    words = str(sent.get("words", ""))
    if step.words_needed and not words:
        raise field_problem("words", "This field is required.")
    late = new_findings(ctx, document)  # a step that comes too late does not hide it from the sweep
    extra = EFFECTS[action](ctx, document, sent)
    document.state, document.version = step.target, document.version + 1
    db.session.flush()
    tell(ctx, document, step.event)
    public = {"number": document.number, "version": document.version, "round": document.round, **extra}
    payload = {"words": words} if words else {}
    return append(ctx, [*late, Fact(name_of(document.id), step.event, public, payload)])[-1]


def permitted(ctx: Context, document: Document, action: str) -> Move:
    """The step, if the actor may make it now."""
    step = ACTIONS.get(action)
    if step is None:
        raise not_found()
    relation = relation_to(ctx, document)
    if step.role not in relation.roles:
        raise Problem("wrong_role", "Your role does not allow this on this document.", 403)
    if document.state not in step.sources:
        raise Problem("wrong_status", f"This is not possible while the document is “{document.state}”.", 409)
    refusal = refusal_of(step, relation)
    if refusal is not None:
        raise Problem(refusal.code, refusal.en, 403)
    return step


def keep_receipt(ctx: Context, document: Document, _: Mapping[str, Any]) -> Extra:
    """The addressee has it in hand."""
    document.received_by, document.received_at = ctx.actor.id, ctx.now
    return {}


def keep_reply(ctx: Context, document: Document, sent: Mapping[str, Any]) -> Extra:
    """What the addressee answers, with photos of the cases that the document is about."""
    photos = checked_photos(document, sent.get("photo_ids", ()))
    assert ctx.actor.id is not None
    reply = DocumentReply(
        document_id=document.id,
        round=document.round,
        words=sent["words"],
        photo_ids=[str(photo.id) for photo in photos],
        replied_by=ctx.actor.id,
        replied_at=ctx.now,
    )
    db.session.add(reply)
    return {"photos": [photo.sha256 for photo in photos]}


def checked_photos(document: Document, photo_ids: Any) -> list[Photo]:
    """Photos that are stored and belong to a case of the document."""
    wanted = set(photo_ids)
    cases = select(DocumentCase.case_id).where(DocumentCase.document_id == document.id)
    query = select(Photo).where(Photo.id.in_(wanted), Photo.case_id.in_(cases), Photo.state == STORED)
    found = list(db.session.scalars(query.order_by(Photo.id)))
    if len(found) != len(wanted):
        raise field_problem("photo_ids", "Choose stored photos of the cases in this document.")
    return found


def keep_return(ctx: Context, document: Document, sent: Mapping[str, Any]) -> Extra:
    """The answer was not enough: it stays, and a new round with its own deadline begins."""
    reply = current_reply(document)
    reply.returned_by, reply.returned_at, reply.return_note = ctx.actor.id, ctx.now, sent["words"]
    due = add(load_calendar(), ctx.now, terms_of(Rung(document.rung), local_day(ctx.now)).reply)
    document.reply_due_at, document.round = due.at, document.round + 1
    document.provisional = due.provisional
    return {}


def current_reply(document: Document) -> DocumentReply:
    """The answer of the current round."""
    query = select(DocumentReply).where(
        DocumentReply.document_id == document.id, DocumentReply.round == document.round
    )
    return db.session.scalars(query).one()


def keep_end(ctx: Context, document: Document, sent: Mapping[str, Any]) -> Extra:
    """Somebody with authority is content, or takes the document back."""
    document.ended_by, document.ended_at = ctx.actor.id, ctx.now
    document.end_note = str(sent.get("words", "")) or None
    return {}


EFFECTS: dict[str, Callable[[Context, Document, Mapping[str, Any]], Extra]] = {
    "receive": keep_receipt,
    "reply": keep_reply,
    "return": keep_return,
    "sign_off": keep_end,
    "withdraw": keep_end,
}
