"""Deciding proposals: a person with authority issues a numbered document, or declines with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import people_in, reach
from inspect_app.audit.checkpoints import published_note
from inspect_app.audit.log import Fact, append
from inspect_app.cases.calendar.counting import add
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.effects import subject_of
from inspect_app.cases.models import Case
from inspect_app.cases.numbering import count_up
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role
from inspect_app.core.tasks import enqueue
from inspect_app.core.transaction import savepoint
from inspect_app.places.days import local_day
from inspect_app.supervision.pressure.ladder import RUNG_LABELS, Rung, terms_of
from inspect_app.supervision.pressure.models import Document, DocumentCase, Proposal
from inspect_app.supervision.pressure.rendering import render_document
from inspect_app.supervision.pressure.rights import issuing_unit, may_decide
from inspect_app.supervision.pressure.states import DocumentState, ProposalState
from inspect_app.supervision.pressure.telling import name_of, tell


@dataclass(frozen=True)
class Order:
    """What a person orders: of whom, about what, on which grounds, and by which rung.

    `body_sha256` tells a repeated request from another one under the same id.
    """

    id: UUID
    body_sha256: str
    rung: Rung
    unit_id: int
    addressee: str
    demand: str
    proposal_ids: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]


def issue(ctx: Context, order: Order) -> tuple[Document, bool]:
    """Issue a document under the next number of its unit, rung and year; True when it is new.

    Problems: `document_conflict`, `proposal_decided`, `no_authority`, `unknown_unit`, `unit_without_handler`,
    `invalid_request`, `not_found`.
    """
    proposals = [lock(ctx, proposal_id) for proposal_id in sorted(order.proposal_ids)]
    # Looked for behind the locks: the same order, sent twice at once, has been carried out meanwhile.
    if (known := known_document(ctx, order)) is not None:
        return known, False
    for proposal in proposals:
        refuse_decided(proposal)
    cases = find_cases(ctx, order, proposals)
    told = check_addressee(ctx, order.unit_id)
    document = new_document(ctx, order, proposals, told)
    try:
        take_number(document)
    except IntegrityError:
        if (known := known_document(ctx, order)) is None:
            raise
        return known, False
    db.session.add_all(DocumentCase(document_id=document.id, case_id=case.id) for case in cases)
    for proposal in proposals:
        decide(ctx, proposal, ProposalState.ISSUED, order.demand)
        proposal.document_id = document.id
    db.session.flush()
    tell(ctx, document, "document_issued")
    enqueue(render_document, document_id=str(document.id))
    receipt = append(ctx, [issued_fact(document, cases), *pressed_facts(document, cases)])[0]
    document.log_index, document.leaf_hash = receipt.log_index, receipt.leaf_hash
    return document, True


def known_document(ctx: Context, order: Order) -> Document | None:
    """The document, if it was issued before; 409 when its id stands for another one."""
    known = db.session.get(Document, order.id)
    return None if known is None else same_document(ctx, known, order)


def same_document(ctx: Context, known: Document, order: Order) -> Document:
    """The document that stands there already, if it is word for word what the same person ordered."""
    if known.body_sha256 != order.body_sha256 or known.issued_by != ctx.actor.id:
        detail = "This id was used for another document; issue it again under a new id."
        raise Problem("document_conflict", detail, 409)
    return known


def lock(ctx: Context, proposal_id: UUID) -> Proposal:
    """A proposal of the actor's area, decided or not, locked; 404 out of it."""
    query = select(Proposal).where(Proposal.id == proposal_id).with_for_update()
    proposal = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if proposal is None or not may_decide(ctx.actor, proposal):
        raise not_found()
    return proposal


def refuse_decided(proposal: Proposal) -> None:
    """409 when somebody was faster."""
    if proposal.state != ProposalState.OPEN:
        raise Problem("proposal_decided", "Somebody decided this proposal already.", 409)


def find_cases(ctx: Context, order: Order, proposals: Sequence[Proposal]) -> list[Case]:
    """What the document is about: the cases of its proposals and those the person added; never nothing."""
    proposed = {UUID(case_id) for proposal in proposals for case_id in proposal.case_ids}
    area = reach(ctx.actor, Role.SUPERVISOR)
    query = select(Case).where(Case.id.in_(proposed | set(order.case_ids))).order_by(Case.id)
    cases = list(db.session.scalars(query))
    added = set(order.case_ids) - proposed
    visible = {case.id for case in cases if case.jurisdiction_unit_id in area}
    if added - visible:
        raise field_problem("case_ids", "There is no such case in your area.")
    if not cases and not proposals:
        raise field_problem("case_ids", "Name the cases that the document is about.")
    return cases


def check_addressee(ctx: Context, unit_id: int) -> int:
    """How many people of the unit the document is delivered to; nobody is no addressee."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not unit.active:
        raise field_problem("unit_id", "There is no such unit.", "unknown_unit")
    people = [person for person in people_in(Role.HANDLER, unit_id, ctx.now) if person.id != ctx.actor.id]
    if not people:
        detail = "Nobody in this unit is appointed to handle cases."
        raise field_problem("unit_id", detail, "unit_without_handler")
    return len(people)


def new_document(ctx: Context, order: Order, proposals: Sequence[Proposal], told: int) -> Document:
    """The row of a document without its number, for which others of the unit wait until the end."""
    on = local_day(ctx.now)
    terms, calendar = terms_of(order.rung, on), load_calendar()
    receive, reply = add(calendar, ctx.now, terms.receive), add(calendar, ctx.now, terms.reply)
    assert ctx.actor.id is not None
    return Document(
        id=order.id,
        body_sha256=order.body_sha256,
        issuing_unit_id=issuing_unit(ctx.actor, order.unit_id),
        rung=order.rung,
        year=on.year,
        unit_id=order.unit_id,
        addressee=order.addressee,
        demand=order.demand,
        basis=[ground_of(proposal) for proposal in proposals],
        state=DocumentState.ISSUED,
        version=1,
        round=1,
        issued_by=ctx.actor.id,
        issued_at=ctx.now,
        receive_due_at=receive.at,
        reply_due_at=reply.at,
        provisional=receive.provisional or reply.provisional,
        delivered_to=told,
        log_index=0,
        leaf_hash="",
        checkpoint=published_note(),
    )


def ground_of(proposal: Proposal) -> dict[str, Any]:
    """What a document keeps of a proposal it rests on."""
    return {
        "proposal": str(proposal.id),
        "kind": proposal.kind,
        "rule": proposal.rule,
        "period": proposal.period,
        "office": proposal.office,
        "case": proposal.case_id and str(proposal.case_id),
        **proposal.basis,
    }


def take_number(document: Document) -> None:
    """Insert the document under the next number of its unit, rung and year.

    IntegrityError when its id was taken at this very moment; then no number is drawn.
    """
    with savepoint():
        document.serial = count_up(f"document-{document.issuing_unit_id}-{document.rung}-{document.year}")
        document.number = number_of(document)
        db.session.add(document)
        db.session.flush()


def number_of(document: Document) -> str:
    """The number as offices write it: unit, rung, year in its own brackets, serial."""
    unit = db.session.get_one(Unit, document.issuing_unit_id)
    rung = RUNG_LABELS[Rung(document.rung)]["zh"]
    return f"{unit.name}{rung}〔{document.year}〕{document.serial}号"


def decide(ctx: Context, proposal: Proposal, state: ProposalState, words: str) -> None:
    """Who decided what, when, and why."""
    proposal.state, proposal.note = state, words
    proposal.decided_by, proposal.decided_at = ctx.actor.id, ctx.now


def decline(ctx: Context, proposal_id: UUID, words: str) -> Proposal:
    """Decide that nothing follows, with the reason; the same person saying the same again changes nothing."""
    proposal = lock(ctx, proposal_id)
    if (proposal.state, proposal.note, proposal.decided_by) == (ProposalState.DECLINED, words, ctx.actor.id):
        return proposal
    refuse_decided(proposal)
    if not words:
        raise field_problem("words", "Say why nothing follows from this proposal.")
    decide(ctx, proposal, ProposalState.DECLINED, words)
    db.session.flush()
    append(
        ctx, [Fact(f"proposal:{proposal.id}", "proposal_declined", {"rule": proposal.rule}, {"words": words})]
    )
    return proposal


def issued_fact(document: Document, cases: Sequence[Case]) -> Fact:
    """What the log keeps of a document: number, addressee and deadlines in the open, words committed."""
    public = {
        "number": document.number,
        "rung": document.rung,
        "issuing_unit": document.issuing_unit_id,
        "unit": document.unit_id,
        "receive_due_at": to_millis(document.receive_due_at),
        "reply_due_at": to_millis(document.reply_due_at),
        "cases": [str(case.id) for case in cases],
        "proposals": [ground["proposal"] for ground in document.basis],
        "delivered_to": document.delivered_to,
    }
    payload = {"addressee": document.addressee, "demand": document.demand, "basis": document.basis}
    return Fact(name_of(document.id), "document_issued", public, payload)


def pressed_facts(document: Document, cases: Sequence[Case]) -> list[Fact]:
    """Each case tells in its own history that a document names it."""
    public = {"document": str(document.id), "number": document.number, "rung": document.rung}
    return [Fact(subject_of(case.id), "case_pressed", public) for case in cases]
