"""Reading bundles, in the scope of those who may take a case away: its auditors and supervisors."""

from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.blind import refuse_sealed
from inspect_app.cases.models import Case
from inspect_app.cases.queries import get_case
from inspect_app.cases.scope import roles_over
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, not_found
from inspect_app.core.roles import Role
from inspect_app.review.bundles.models import Bundle

TAKERS = frozenset({Role.AUDITOR, Role.SUPERVISOR})


def get_takeable_case(ctx: Context, case_id: UUID) -> Case:
    """A case over which the actor is auditor or supervisor; 404 out of scope, 403 `wrong_role` otherwise,
    403 `photo_sealed` to who may still have to verify it blind.
    """
    case = get_case(ctx, case_id)
    if not roles_over(ctx.actor, case) & TAKERS:
        raise Problem("wrong_role", "Only an auditor or the supervisor of this case may take it away.", 403)
    refuse_sealed(ctx, case)
    return case


def get_bundle(ctx: Context, bundle_id: UUID) -> Bundle:
    """A bundle of a case in the actor's scope; 404 otherwise."""
    bundle = db.session.get(Bundle, bundle_id)
    if bundle is None:
        raise not_found()
    get_takeable_case(ctx, bundle.case_id)
    return bundle


def bundles_of(case: Case) -> list[Bundle]:
    """Every bundle of a case, the newest first."""
    query = select(Bundle).where(Bundle.case_id == case.id)
    return list(db.session.scalars(query.order_by(Bundle.requested_at.desc(), Bundle.id.desc())))


def asked_at(request_index: int | None) -> Bundle:
    """The bundle whose request stands at this place of the log."""
    return db.session.scalars(select(Bundle).where(Bundle.request_index == request_index)).one()
