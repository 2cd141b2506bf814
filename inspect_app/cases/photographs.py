"""Photos of a case: who may announce one when, and who may look at one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Fact, append
from inspect_app.cases.effects import subject_of
from inspect_app.cases.models import Case
from inspect_app.cases.queries import get_case
from inspect_app.cases.scope import roles_over
from inspect_app.cases.service import lock_case
from inspect_app.cases.statuses import TERMINAL
from inspect_app.core.context import Context
from inspect_app.core.errors import Problem, not_found
from inspect_app.core.roles import BUSINESS_ROLES, Role
from inspect_app.evidence.models import Photo
from inspect_app.evidence.queries import find_photo
from inspect_app.evidence.service import Announcement, announce


def get_photo(ctx: Context, photo_id: UUID) -> Photo:
    """A photo of a case the actor may see; 404 otherwise."""
    photo = find_photo(photo_id)
    if photo is None:
        raise not_found()
    get_case(ctx, photo.case_id)
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
    if case.status in TERMINAL:
        raise Problem("case_ended", "This case has ended; it takes no more photos.", 409)
    held = roles_over(ctx.actor, case)
    if not held & BUSINESS_ROLES:
        raise Problem("wrong_role", "Your role does not allow adding photos to this case.", 403)
    if role == "after" and Role.HANDLER not in held:
        raise Problem("after_photo_of_others", "After-photos are taken by the unit that rectifies.", 403)
