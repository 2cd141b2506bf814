"""Who is what to a document and to a proposal: of its addressee, over its issuer, or an auditor."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from inspect_app.accounts.scope import reach, unit_tree
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role
from inspect_app.supervision.pressure.models import Document, DocumentReply, Proposal
from inspect_app.supervision.pressure.states import Relation


def proposals_in_scope(actor: Actor) -> ColumnElement[bool]:
    """An auditor reads all, a supervisor those of the own area."""
    if Role.AUDITOR in actor.roles:
        return true()
    return Proposal.jurisdiction_unit_id.in_(reach(actor, Role.SUPERVISOR))


def documents_in_scope(actor: Actor) -> ColumnElement[bool]:
    """An auditor reads all, a supervisor what the own area issues or receives, a handler what the own unit
    receives.
    """
    if Role.AUDITOR in actor.roles:
        return true()
    area = reach(actor, Role.SUPERVISOR)
    return or_(
        Document.issuing_unit_id.in_(area),
        Document.unit_id.in_(area),
        Document.unit_id.in_(actor.units_as(Role.HANDLER)),
    )


def may_decide(actor: Actor, proposal: Proposal) -> bool:
    """Whether the proposal is about the actor's area."""
    return proposal.jurisdiction_unit_id in reach(actor, Role.SUPERVISOR)


def roles_over(actor: Actor, document: Document) -> frozenset[Role]:
    """What the actor may do with a document: as its addressee, or over the unit that issued it."""
    handler = {Role.HANDLER} if document.unit_id in actor.units_as(Role.HANDLER) else set()
    over = {Role.SUPERVISOR} if document.issuing_unit_id in reach(actor, Role.SUPERVISOR) else set()
    return frozenset(handler | over)


def relation_to(ctx: Context, document: Document) -> Relation:
    """The same, with what the actor did to the document already."""
    return Relation(
        roles=roles_over(ctx.actor, document),
        issued=document.issued_by == ctx.actor.id,
        answered=answerer(document.id, document.round) == ctx.actor.id,
    )


def answerer(document_id: UUID, round_: int) -> int | None:
    """Who answered a round."""
    query = select(DocumentReply.replied_by).where(
        DocumentReply.document_id == document_id, DocumentReply.round == round_
    )
    return db.session.scalar(query)


def issuing_unit(actor: Actor, addressee_id: int) -> int:
    """The unit in whose name the actor presses an addressee: the nearest one above it that the actor
    supervises. A unit presses nobody in its own name: 403 `no_authority`.
    """
    own = actor.units_as(Role.SUPERVISOR)
    above = unit_tree().line_up(addressee_id)[1:]
    for unit_id in above:
        if unit_id in own:
            return unit_id
    detail = "Only a supervisor of a unit above the addressee may issue a document to it."
    raise Problem("no_authority", detail, 403)
