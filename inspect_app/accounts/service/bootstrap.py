"""The first people of an empty installation: the root unit and one of each administrator."""

from sqlalchemy import exists, select

from inspect_app.accounts.models import Person
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import NewPerson, create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.roles import ROLE_LABELS, Role

FIRST_ROLES = (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)


def bootstrap(ctx: Context, *, unit_code: str, unit_name: str) -> list[NewPerson]:
    """The three administrators, each named after the role; refused once anybody exists."""
    if db.session.scalar(select(exists().where(Person.id.is_not(None)))):
        raise Problem("not_empty", "There are people already; bootstrap is for an empty installation.", 409)
    root = create_unit(ctx, code=unit_code, name=unit_name, kind="root", parent_id=None)
    made = []
    for role in FIRST_ROLES:
        new = create_person(ctx, username=role.value, name=ROLE_LABELS[role]["zh"], unit_id=root.id)
        grant_role(ctx, new.person.id, role=role, unit_id=root.id)
        made.append(new)
    return made
