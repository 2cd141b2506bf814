"""Tells evidence what it needs to know of a photo's case."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.models import Case
from inspect_app.core.db import db
from inspect_app.evidence.surroundings import Surroundings


def tell_surroundings(case_ids: Collection[UUID]) -> dict[UUID, Surroundings]:
    """Of each case: what it was merged into, where it is, whose it is, when it began."""
    found = {}
    for case in db.session.scalars(select(Case).where(Case.id.in_(case_ids))):
        units = {case.jurisdiction_unit_id} | ({case.handler_unit_id} if case.handler_unit_id else set())
        found[case.id] = Surroundings(
            case.merged_into or case.id, case.grid_id, frozenset(units), case.reported_at, case.round_at
        )
    return found
