"""Writing into the ledger: signing closings off one by one 逐个销号, and what units say of their progress."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.scope import people_over
from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases.effects import subject_of
from inspect_app.cases.models import Case, Closure, Rectification
from inspect_app.cases.scope import roles_over
from inspect_app.cases.service import StaleVersion, lock_case, step
from inspect_app.cases.statuses import OWING_WORK, Status
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.roles import Role
from inspect_app.places.days import local_day
from inspect_app.supervision.ledger.models import REFUSED, SIGNED, Feedback, Signoff


@dataclass(frozen=True)
class Told:
    """A feedback that means something: what is done, how far it is, and how much of what."""

    measure: str
    progress: int
    amount: int
    amount_unit: str


def sign_off(ctx: Context, case_id: UUID, decision: str, note: str, *, version: int) -> Receipt:
    """Sign the closing of a case off, or refuse to with a reason: then the case is open again.

    Problems: `wrong_role`, `wrong_status`, `signed_off_already`, `signoff_own_work`,
    `signoff_without_evidence`, `note_required`, StaleVersion.
    """
    case = lock_case(ctx, case_id)
    if case.version != version:
        raise StaleVersion(case.id, case.version)
    closure = standing_closure(case)
    facts = check_signer(ctx, case, closure)
    if decision == SIGNED:
        check_evidence(case)
    elif not note:
        raise field_problem("note", "Say why the closing is not signed off.", "note_required")
    row = Signoff(
        case_id=case.id,
        closure_id=closure.id,
        decision=decision,
        note=note,
        decided_by=ctx.actor.id,
        decided_at=ctx.now,
    )
    db.session.add(row)
    db.session.flush()
    public = {"closure": closure.id, "decision": decision}
    facts = [Fact(subject_of(case.id), f"closing_{decision}", public, {"note": note}), *facts]
    if decision == REFUSED:
        facts += step(ctx, case, "reopen", {"ground": "mistake", "reason": note})
    return append(ctx, facts)[0]


def standing_closure(case: Case) -> Closure:
    """The closing that is to be signed off."""
    query = select(Closure).where(Closure.case_id == case.id, Closure.reopened_at.is_(None))
    closure = db.session.scalars(query.order_by(Closure.id.desc()).limit(1)).first()
    if case.status != Status.CLOSED or closure is None:
        raise Problem("wrong_status", "Only a closed case can be signed off.", 409)
    if db.session.scalar(select(Signoff.id).where(Signoff.closure_id == closure.id)) is not None:
        raise Problem("signed_off_already", "This closing is signed off already.", 409)
    return closure


def check_signer(ctx: Context, case: Case, closure: Closure) -> list[Fact]:
    """A supervisor of the area who neither verified nor closed; with nobody else, a finding says so."""
    if Role.SUPERVISOR not in roles_over(ctx.actor, case):
        raise Problem("wrong_role", "Your role does not allow this action on this case.", 403)
    own = {closure.closed_by, closure.verified_by}
    if ctx.actor.id not in own:
        return []
    others = {person.id for person in people_over(Role.SUPERVISOR, case.jurisdiction_unit_id, ctx.now)} - own
    if others:
        detail = "You verified or closed this case yourself; another supervisor signs it off."
        raise Problem("signoff_own_work", detail, 422)
    return [Fact(subject_of(case.id), "duties_not_separated", {"action": "sign_off"})]


def check_evidence(case: Case) -> None:
    """What is struck off has a photo of how it is now."""
    query = select(Rectification.photo_ids).where(Rectification.case_id == case.id)
    last = db.session.scalars(query.order_by(Rectification.id.desc()).limit(1)).first()
    if not last:
        detail = "The last rectification has no photo; refuse the sign-off and have it done again."
        raise Problem("signoff_without_evidence", detail, 422)


def give_feedback(ctx: Context, case_id: UUID, told: Told) -> Receipt:
    """Keep what the responsible unit says today of a case it has in hand.

    Problems: `wrong_role`, `wrong_status`.
    """
    case = lock_case(ctx, case_id)
    return append(ctx, [feedback_fact(ctx, case, told)])[0]


def feedback_fact(ctx: Context, case: Case, told: Told) -> Fact:
    """Check who speaks and write the row; the caller appends the fact."""
    if case.handler_unit_id is None or case.handler_unit_id not in ctx.actor.units_as(Role.HANDLER):
        raise Problem("wrong_role", "Only the responsible unit gives feedback on a case.", 403)
    if case.status not in OWING_WORK:
        raise Problem("wrong_status", "The unit has no work in hand on this case.", 409)
    day = local_day(ctx.now)
    row = Feedback(
        case_id=case.id,
        unit_id=case.handler_unit_id,
        day=day,
        measure=told.measure,
        progress=told.progress,
        amount=told.amount,
        amount_unit=told.amount_unit,
        given_by=ctx.actor.id,
        given_at=ctx.now,
    )
    db.session.add(row)
    db.session.flush()
    public = {"day": day.isoformat(), "progress": told.progress, "unit": case.handler_unit_id}
    words = {"measure": told.measure, "amount": told.amount, "amount_unit": told.amount_unit}
    return Fact(subject_of(case.id), "feedback_given", public, words)
