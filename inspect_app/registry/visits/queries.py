"""Reading visits, and how far an entry is with its proofs."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_to
from inspect_app.cases.statuses import TERMINAL
from inspect_app.core.clock import from_millis, to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, encode_cursor
from inspect_app.registry.models import CaseEntry
from inspect_app.registry.visits.models import Visit, VisitItem


def get_visit(visit_id: UUID) -> Visit:
    """A visit; 404 when there is none."""
    row = db.session.get(Visit, visit_id)
    if row is None:
        raise not_found()
    return row


def visits_to(entry_id: UUID, cursor: str | None, limit: int) -> tuple[list[Visit], str | None]:
    """The visits to an entry, last first, and the cursor of the next page."""
    query = select(Visit).where(Visit.entry_id == entry_id)
    if (behind := decode_cursor(cursor, from_millis, UUID)) is not None:
        at, last = behind
        query = query.where((Visit.captured_at < at) | ((Visit.captured_at == at) & (Visit.id < last)))
    order = (Visit.captured_at.desc(), Visit.id.desc())
    rows = list(db.session.scalars(query.order_by(*order).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    end = rows[limit - 1]
    return rows[:limit], encode_cursor(to_millis(end.captured_at), str(end.id))


def items_of(visits: Iterable[Visit]) -> dict[UUID, dict[str, VisitItem]]:
    """What each line of these visits said, by visit and code."""
    ids = [visit.id for visit in visits]
    found: dict[UUID, dict[str, VisitItem]] = {visit_id: {} for visit_id in ids}
    for row in db.session.scalars(select(VisitItem).where(VisitItem.visit_id.in_(ids))) if ids else ():
        found[row.visit_id][row.code] = row
    return found


def numbers_of(ctx: Context, case_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The numbers of those cases that the reader may see."""
    wanted = {one for one in case_ids if one is not None}
    query = select(Case.id, Case.number).where(Case.id.in_(wanted), visible_to(ctx.actor))
    return {row.id: row.number for row in db.session.execute(query)} if wanted else {}


def open_case_about(ctx: Context, entry_id: UUID, category: str) -> UUID | None:
    """The newest case of a category about an entry that is not at its end, if the reader may see one."""
    about = select(CaseEntry.case_id).where(CaseEntry.entry_id == entry_id)
    query = select(Case.id).where(
        Case.id.in_(about), Case.category == category, Case.status.not_in(TERMINAL), visible_to(ctx.actor)
    )
    return db.session.scalars(query.order_by(Case.reported_at.desc()).limit(1)).first()
