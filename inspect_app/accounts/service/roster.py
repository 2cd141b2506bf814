"""Importing many people at once: all or nobody."""

from collections.abc import Sequence

from sqlalchemy import select

from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.roster import Fault, Row, database_faults
from inspect_app.accounts.service.people import NewPerson, add_person
from inspect_app.audit.log import append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem


def import_people(ctx: Context, rows: Sequence[Row], faults: Sequence[Fault]) -> list[NewPerson]:
    """An account without any role for each row; `roster_faults` when any is wrong, here or in `faults`."""
    active = db.session.execute(select(Unit.code, Unit.id).where(Unit.active))
    units = {row.code: row.id for row in active}
    taken = set(db.session.scalars(select(Person.username)))
    found = sorted([*faults, *database_faults(rows, taken, units)], key=lambda fault: fault.row)
    if found:
        said = [str(fault) for fault in found]
        raise Problem("roster_faults", "Nobody was imported; correct these rows.", faults=said)
    made = [
        add_person(ctx, username=row.username, name=row.name, unit_id=units[row.unit], phone=row.phone)
        for row in rows
    ]
    append(ctx, [new.fact for new in made])
    return made
