"""Reading people and units."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import column, select, table

from inspect_app.accounts.models import Person
from inspect_app.core.db import db
from inspect_app.core.errors import not_found

# Grids belong to places, which stands above accounts; their names are read without importing it.
GRIDS = table("grids", column("id"), column("code"), column("name"))


def grid_refs(grid_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Code and name of each of these grids."""
    wanted = set(grid_ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(GRIDS.c.id, GRIDS.c.code, GRIDS.c.name).where(GRIDS.c.id.in_(wanted)))
    return {row.id: {"id": row.id, "code": row.code, "name": row.name} for row in rows}


def person(person_id: int) -> Person:
    """The person with this id; 404 when there is none."""
    row = db.session.get(Person, person_id)
    if row is None:
        raise not_found()
    return row
