"""Filters a person keeps under a name; they follow the person from device to device."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.cases.models import SavedFilter
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem

MOST_FILTERS = 20


def filters_of(person_id: int | None) -> list[SavedFilter]:
    """A person's saved filters, the oldest first."""
    query = select(SavedFilter).where(SavedFilter.person_id == person_id)
    return list(db.session.scalars(query.order_by(SavedFilter.created_at, SavedFilter.id)))


def save_filter(ctx: Context, filter_id: UUID, name: str, query: dict[str, Any]) -> tuple[SavedFilter, bool]:
    """Keep a filter, or rename and change one's own; True when it is new.

    Problems: `filter_conflict` (409, the id is somebody else's), `too_many_filters` (409).
    """
    row = db.session.get(SavedFilter, filter_id)
    if row is not None and row.person_id != ctx.actor.id:
        raise Problem("filter_conflict", "This id is taken; save the filter under a new one.", 409)
    if row is not None:
        row.name, row.query = name, query
        return row, False
    refuse_too_many(ctx)
    row = SavedFilter(id=filter_id, person_id=ctx.actor.id, name=name, query=query, created_at=ctx.now)
    db.session.add(row)
    db.session.flush()
    return row, True


def refuse_too_many(ctx: Context) -> None:
    """A person keeps at most MOST_FILTERS."""
    mine = select(func.count()).select_from(SavedFilter).where(SavedFilter.person_id == ctx.actor.id)
    if (db.session.scalar(mine) or 0) >= MOST_FILTERS:
        detail = f"You have {MOST_FILTERS} saved filters; delete one first."
        raise Problem("too_many_filters", detail, 409)


def forget_filter(ctx: Context, filter_id: UUID) -> None:
    """Delete a filter of one's own; one that is not there, or not one's own, stays as it is."""
    row = db.session.get(SavedFilter, filter_id)
    if row is not None and row.person_id == ctx.actor.id:
        db.session.delete(row)
