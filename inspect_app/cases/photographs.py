"""Photos of a case: who may announce one when, and who may look at one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Fact, append
from inspect_app.cases.blind import refuse_sealed, withheld
from inspect_app.cases.gather import gather
from inspect_app.cases.guards import LOOK_BACK_MINE, LOOK_BACK_OPEN
from inspect_app.cases.models import Case
from inspect_app.cases.queries import get_case
from inspect_app.cases.scope import of_unit, roles_over
from inspect_app.cases.service import lock_case
from inspect_app.cases.statuses import TERMINAL, Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem, not_found
from inspect_app.core.roles import BUSINESS_ROLES, Role
from inspect_app.evidence.models import Photo
from inspect_app.evidence.queries import find_photo
from inspect_app.evidence.roles import CHECK, LOOK_BACK
from inspect_app.evidence.service import Announcement, announce

JUDGES = frozenset({Role.VERIFIER, Role.INSPECTOR, Role.SUPERVISOR})


def get_photo(ctx: Context, photo_id: UUID) -> Photo:
    """A photo of a case the actor may see; 404 otherwise, 403 `photo_sealed` while it is verified blind."""
    photo = find_photo(photo_id)
    if photo is None:
        raise not_found()
    case = get_case(ctx, photo.case_id)
    if withheld(case, photo):
        refuse_sealed(ctx, case)
    return photo


def announce_for_case(ctx: Context, photo_id: UUID, data: Mapping[str, Any]) -> tuple[Photo, bool]:
    """Announce a photo for an open case; True when it is new.

    Anybody with a business role over the case may add photos until it ends; after-photos are the handler's.
    """
    announcement = Announcement(**{k: v for k, v in data.items() if k != "case_id"} | {"id": photo_id})
    case = lock_case(ctx, data["case_id"])
    known = find_photo(photo_id)
    if known is None:
        check_may_add(ctx, case, announcement.role)
    photo = announce(ctx, case.id, None, [announcement])[0]
    if known is None:
        public = {"photo": str(photo.id), "sha256": photo.sha256, "size": photo.size, "role": photo.role}
        drawn = {"annotations": photo.annotations} if photo.annotations else {}
        append(ctx, [Fact(subject_of(case.id), "photo_announced", public, drawn)])
    return photo, known is None


def check_may_add(ctx: Context, case: Case, role: str) -> None:
    """Refuse a photo to an ended case, from somebody who only reads, or an after-photo by somebody else."""
    if role == LOOK_BACK:
        check_may_look_back(ctx, case)
        return
    if case.status in TERMINAL:
        raise Problem("case_ended", "This case has ended; it takes no more photos.", 409)
    held = roles_over(ctx.actor, case)
    if not held & BUSINESS_ROLES:
        raise Problem("wrong_role", "Your role does not allow adding photos to this case.", 403)
    if role == "after" and Role.HANDLER not in held:
        raise Problem("after_photo_of_others", "After-photos are taken by the unit that rectifies.", 403)
    if role == CHECK:
        check_may_check(ctx, case, held)


def check_may_look_back(ctx: Context, case: Case) -> None:
    """Refuse a look-back photo while nothing is to be looked back at, or by somebody who was not drawn."""
    facts = gather(ctx, case)
    for guard in (LOOK_BACK_OPEN, LOOK_BACK_MINE):
        if not guard.holds(facts):
            raise Problem(guard.code, guard.en, 409, zh=guard.zh)


def check_may_check(ctx: Context, case: Case, held: frozenset[Role]) -> None:
    """Refuse a check photo when nothing waits to be verified, or by the unit whose work it is."""
    if case.status != Status.RECTIFIED:
        detail = "Check photos are taken while a rectification waits to be verified."
        raise Problem("check_photo_not_now", detail, 409)
    if not held & JUDGES or of_unit(ctx.actor, case.handler_unit_id):
        detail = "Check photos are taken by those who verify, never by the unit that rectified."
        raise Problem("check_photo_of_others", detail, 403)
