"""Reading people and units."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, column, or_, select, table
from sqlalchemy.orm import selectinload

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.scope import grant_in_force, reach, subtree_ids
from inspect_app.core.among import among
from inspect_app.core.context import Actor
from inspect_app.core.db import BigId, db
from inspect_app.core.errors import not_found
from inspect_app.core.paging import decode_cursor, row_number
from inspect_app.core.roles import ADMINISTRATORS, Role
from inspect_app.core.stored import plain_rows

# Grids belong to places, which stands above accounts; their names are read without importing it.
GRIDS = table("grids", column("id", BigId), column("code"), column("name"))
GRIDS_BY_ID = select(GRIDS.c.id, GRIDS.c.code, GRIDS.c.name).where(among(GRIDS.c.id, "ids"))


def grid_refs(grid_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Code and name of each of these grids."""
    wanted = set(grid_ids)
    rows = plain_rows(GRIDS_BY_ID, ids=wanted) if wanted else ()
    return {grid: {"id": grid, "code": code, "name": name} for grid, code, name in rows}


def person(person_id: int) -> Person:
    """The person with this id; 404 when there is none."""
    row = db.session.get(Person, person_id)
    if row is None:
        raise not_found()
    return row


def units() -> list[Unit]:
    """Every unit, parents usually before children."""
    return list(db.session.scalars(select(Unit).order_by(Unit.id)))


def sees_everybody(actor: Actor) -> bool:
    """Administrators see every account in full; others names in their own subtree."""
    return bool(actor.roles & ADMINISTRATORS)


def people(
    actor: Actor, now: datetime, *, q: str | None, unit_id: int | None, cursor: str | None, limit: int
) -> list[Person]:
    """Up to `limit` + 1 people the actor may see, by id; the one too many says that the list goes on."""
    query: Select[Person] = (
        select(Person).options(selectinload(Person.grants)).order_by(Person.id).limit(limit + 1)
    )
    if not sees_everybody(actor):
        query = within(query, reach(actor, Role.SUPERVISOR), now).where(Person.active)
    if unit_id is not None:
        query = within(query, subtree_ids([unit_id]), now)
    if q:
        query = query.where(or_(*(c.icontains(q, autoescape=True) for c in (Person.username, Person.name))))
    after = decode_cursor(cursor, row_number)
    if after is not None:
        query = query.where(Person.id > after[0])
    return list(db.session.scalars(query))


def within(query: Select[Person], unit_ids: frozenset[int], now: datetime) -> Select[Person]:
    """Only people who belong to one of the units or hold a grant in force there."""
    held = select(Grant.person_id).where(Grant.unit_id.in_(unit_ids), grant_in_force(now))
    return query.where(or_(Person.unit_id.in_(unit_ids), Person.id.in_(held)))
