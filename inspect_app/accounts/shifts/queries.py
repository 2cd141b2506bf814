"""Reading the roster: who is on duty in some units, a unit's shifts, and who may be put on it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.scope import grant_in_force, reach
from inspect_app.accounts.shifts.models import DutyShift
from inspect_app.core.among import among
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.core.errors import not_found
from inspect_app.core.roles import Role

OFFICES = (Role.HANDLER, Role.SUPERVISOR, Role.VERIFIER)
MOST_LISTED = 1_000
ON_DUTY = select(DutyShift.unit_id, DutyShift.person_id).where(among(DutyShift.unit_id, "units"))


def on_duty_in(units: Collection[int], now: datetime) -> dict[int, set[int]]:
    """The people on duty at a moment in each of these units; units without any are left out."""
    found: dict[int, set[int]] = defaultdict(set)
    if units:
        query = ON_DUTY.where(DutyShift.ends_at > now, DutyShift.starts_at <= now)
        for unit_id, person_id in db.session.execute(query, {"units": units}):
            found[unit_id].add(person_id)
    return dict(found)


def people_on_duty(unit_id: int, now: datetime) -> list[Person]:
    """The people of a unit who are on duty and still in office, in the order of their ids."""
    named = on_duty_in([unit_id], now).get(unit_id, set())
    return [person for person in eligible(unit_id, now) if person.id in named]


def eligible(unit_id: int, now: datetime) -> list[Person]:
    """Who may be put on the roster of a unit: active, in office in just this unit."""
    held = select(Grant.person_id).where(
        Grant.role.in_(OFFICES), Grant.unit_id == unit_id, grant_in_force(now)
    )
    query = select(Person).where(Person.active, Person.id.in_(held)).order_by(Person.id)
    return list(db.session.scalars(query))


def by_word(people: Collection[Person]) -> dict[str, int]:
    """People by user name and by full name; a name that two share stands for neither."""
    named: dict[str, set[int]] = defaultdict(set)
    for person in people:
        named[person.name].add(person.id)
    full = {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}
    return full | {person.username: person.id for person in people}


def shifts_of(unit_id: int, first: datetime, last: datetime) -> list[tuple[DutyShift, Person]]:
    """A unit's shifts that touch a span of time, the earliest first; a thousand at most."""
    touching = (DutyShift.unit_id == unit_id, DutyShift.ends_at > first, DutyShift.starts_at < last)
    query = select(DutyShift, Person).join(Person, Person.id == DutyShift.person_id).where(*touching)
    rows = db.session.execute(query.order_by(DutyShift.starts_at, DutyShift.id).limit(MOST_LISTED))
    return [(row[0], row[1]) for row in rows]


def may_edit(actor: Actor, unit_id: int) -> bool:
    """Whoever supervises the unit, and its own handlers."""
    return unit_id in actor.units_as(Role.HANDLER) or unit_id in reach(actor, Role.SUPERVISOR)


def may_read(actor: Actor, unit_id: int) -> bool:
    """Those and auditors; nobody else learns the telephone numbers."""
    return Role.AUDITOR in actor.roles or may_edit(actor, unit_id)


def unit_for(actor: Actor, unit_id: int) -> Unit:
    """A unit whose roster the actor may read; 404 otherwise."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not may_read(actor, unit_id):
        raise not_found()
    return unit
