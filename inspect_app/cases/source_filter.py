"""The cases that a source named, as SQL: for lists, the ledger and what stands behind a number."""

from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, or_, select, union_all

from inspect_app.cases.models import Case, CaseReference
from inspect_app.cases.sources import PATROL


def came_from(source: str) -> ColumnElement[bool]:
    """The cases that a source named: by their own report, by one merged into them, or by a list."""
    if source == PATROL:
        joined = select(Case.merged_into).where(Case.merged_into.is_not(None), Case.source == PATROL)
        return or_(Case.source == PATROL, Case.id.in_(joined))
    # The second condition opens the small index of everything that is no patrol.
    own = and_(Case.source == source, Case.source != PATROL)
    ids: CompoundSelect[UUID | None] = union_all(
        select(Case.id).where(own),
        select(Case.merged_into).where(own, Case.merged_into.is_not(None)),
        select(CaseReference.case_id).where(CaseReference.source == source),
    )
    return Case.id.in_(ids)
