"""Photos as one person may see them: a finding names another photo's case only to who may see it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_to
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.evidence.models import Photo
from inspect_app.evidence.queries import mentioned_cases, present_photo


def present_photos(
    actor: Actor, photos: Sequence[Photo], names: Mapping[int, str], checkpoint: str | None = None
) -> list[dict[str, Any]]:
    """The JSON of photos of cases that the actor sees."""
    numbers = visible_numbers(actor, mentioned_cases(photos))
    return [present_photo(photo, names, checkpoint, numbers) for photo in photos]


def visible_numbers(actor: Actor, case_ids: Collection[UUID]) -> dict[str, str]:
    """The numbers of those of these cases that the actor may see."""
    if not case_ids:
        return {}
    query = select(Case.id, Case.number).where(Case.id.in_(case_ids), visible_to(actor))
    return {str(row.id): row.number for row in db.session.execute(query)}
