"""Blind verification: who does not see the handler's after-photos yet, and whose own photo opens them.

In the categories that the setting names, a person who may verify sees the requirement and the photos of the
problem, photographs the place, and only then sees what the unit photographed in this round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from inspect_app.cases.facts import Facts
from inspect_app.cases.models import Case, Rectification
from inspect_app.cases.scope import of_unit, roles_over
from inspect_app.cases.statuses import Status
from inspect_app.core.context import Actor, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.evidence.models import STORED, Photo
from inspect_app.evidence.roles import CHECK

EVERY_CATEGORY = "all"
UNJUDGED = frozenset({Status.RECTIFYING, Status.RETURNED, Status.SUSPENDED, Status.RECTIFIED})
EXEMPT = frozenset({Role.HANDLER, Role.AUDITOR, Role.SYSTEM})


@dataclass(frozen=True)
class Sight:
    """What blind verification means for one person and one case."""

    required: bool
    sealed: bool
    own_photo: bool


def is_blind(case: Case) -> bool:
    """Whether the policy asks for blind verification of a case."""
    wanted = {code.strip() for code in settings().blind_verification.split(",")}
    return EVERY_CATEGORY in wanted or case.category in wanted


def sight_of(ctx: Context, case: Case) -> Sight:
    """What the actor may see of a case."""
    if not is_blind(case):
        return Sight(required=False, sealed=False, own_photo=False)
    own = own_check_photo(ctx.actor, case) is not None
    return Sight(required=True, sealed=must_wait(ctx.actor, case) and not own, own_photo=own)


def must_wait(actor: Actor, case: Case) -> bool:
    """Whether the round is not judged yet and the actor may be the one to judge it."""
    if case.status not in UNJUDGED or of_unit(actor, case.handler_unit_id):
        return False
    return not roles_over(actor, case) & EXEMPT


def own_check_photo(actor: Actor, case: Case) -> str | None:
    """The hash of the photo the actor took after the unit had submitted this round; None without one."""
    if case.status != Status.RECTIFIED:
        return None
    this_round = (Rectification.case_id == case.id, Rectification.round == case.round)
    submitted_at = select(func.max(Rectification.submitted_at)).where(*this_round).scalar_subquery()
    own = (Photo.case_id == case.id, Photo.role == CHECK, Photo.announced_by == actor.id)
    arrived = (Photo.state == STORED, Photo.announced_at >= submitted_at)
    query = select(Photo.sha256).where(*own, *arrived).order_by(Photo.announced_at).limit(1)
    return db.session.scalar(query)


def withheld(case: Case, photo: Photo) -> bool:
    """Whether a photo is one of those that wait: an after-photo of the round under way."""
    return photo.case_id == case.id and photo.role == "after" and photo.announced_at >= case.round_at


def shown(case: Case, photos: Sequence[Photo], sight: Sight) -> list[Photo]:
    """The photos a person may see."""
    return [photo for photo in photos if not (sight.sealed and withheld(case, photo))]


def refuse_sealed(ctx: Context, case: Case) -> None:
    """403 `photo_sealed` while the actor still has to take an own photo."""
    if sight_of(ctx, case).sealed:
        detail = "This is verified blind: take your own photo of the place first, then this is shown."
        raise Problem("photo_sealed", detail, 403)


def order_kept(facts: Facts) -> dict[str, Any]:
    """For the log: whether the judge's own photo came before the unit's were seen; {} if nobody asks."""
    if not facts.blind:
        return {}
    exempt = facts.of_handling_unit or bool(facts.roles & EXEMPT)
    public = {"blind_order_kept": facts.own_check_photo is not None and not exempt}
    return public | ({"own_photo": facts.own_check_photo} if facts.own_check_photo else {})
