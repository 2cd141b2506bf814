"""Granting and ending roles. An administrator's role takes a second administrator of another kind.

The system itself (the operator's command line) needs no second: whoever has the machine has everything.
"""

from datetime import datetime

from sqlalchemy import select

from inspect_app.accounts.models import Grant, Person
from inspect_app.accounts.queries import grid_refs
from inspect_app.accounts.scope import grant_in_force
from inspect_app.accounts.separation import excludes, is_grantable, needs_second_administrator
from inspect_app.accounts.service.people import locked_person
from inspect_app.accounts.service.units import usable_unit
from inspect_app.accounts.sessions import end_sessions
from inspect_app.accounts.standing import is_ended, overlapping_roles
from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role


def grant_role(
    ctx: Context,
    person_id: int,
    *,
    role: Role,
    unit_id: int,
    grid_id: int | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Grant:
    """Appoint a person. A business role begins at `valid_from` (now), an administrator's once confirmed."""
    person = locked_person(person_id)
    begin = valid_from or ctx.now
    check_appointment(person, role, begin, valid_to)
    check_place(role, unit_id, grid_id)
    confirmed = ctx.actor.id is None or not needs_second_administrator(role)
    grant = Grant(
        person=person,
        role=role.value,
        unit_id=unit_id,
        grid_id=grid_id,
        valid_from=begin,
        valid_to=valid_to,
        granted_by=ctx.actor.id,
        confirmed_at=ctx.now if confirmed else None,
    )
    db.session.add(grant)
    db.session.flush()
    end_sessions(person.id)  # so that every screen shows the new standing
    append(ctx, [fact(grant, "role_granted" if confirmed else "role_grant_asked")])
    return grant


def check_appointment(person: Person, role: Role, begin: datetime, end: datetime | None) -> None:
    """The dates make sense, the account is alive, and no role it holds excludes this one."""
    if not is_grantable(role):
        raise field_problem("role", "This role is not given to people.", "role_not_grantable")
    if end is not None and end <= begin:
        raise field_problem("valid_to", "Must be after valid_from.", "bad_dates")
    if not person.active:
        raise Problem("person_disabled", "This account is disabled; enable it first.", 409)
    other = excludes(role, overlapping_roles(person.grants, begin, end))
    if other is not None:
        detail = f"An account cannot be {role.value} and {other.value}: administrators are kept apart."
        raise Problem("roles_conflict", detail, 409)


def check_place(role: Role, unit_id: int, grid_id: int | None) -> None:
    """The unit is active; a grid is known and only inspectors have one."""
    usable_unit(unit_id)
    if grid_id is not None and role != Role.INSPECTOR:
        raise field_problem("grid_id", "Only inspectors are appointed to a grid.", "grid_not_for_role")
    if grid_id is not None and not grid_refs([grid_id]):
        raise field_problem("grid_id", "There is no grid with this id.", "unknown_grid")


def end_grant(ctx: Context, person_id: int, grant_id: int) -> Grant:
    """End a role now; of an administrator's role in office only ask for the end."""
    grant = living_grant(ctx, person_id, grant_id)
    if grant.confirmed_at is not None and needs_second_administrator(Role(grant.role)):
        refuse_last(ctx, grant)
        grant.end_asked_by = ctx.actor.id
        db.session.flush()
        append(ctx, [fact(grant, "role_end_asked")])
        return grant
    return finish(ctx, grant)


def confirm_grant(ctx: Context, person_id: int, grant_id: int) -> Grant:
    """The second administrator's word on a role that waits to begin or to end."""
    grant = living_grant(ctx, person_id, grant_id)
    refuse_own(ctx, grant)
    if grant.confirmed_at is None:
        check_appointment(grant.person, Role(grant.role), grant.valid_from, grant.valid_to)
        grant.confirmed_at, grant.confirmed_by = ctx.now, ctx.actor.id
        db.session.flush()
        end_sessions(person_id)
        append(ctx, [fact(grant, "role_granted")])
        return grant
    if grant.end_asked_by is None:
        raise Problem("nothing_to_confirm", "This role waits for nobody's confirmation.", 409)
    refuse_last(ctx, grant)
    return finish(ctx, grant)


def finish(ctx: Context, grant: Grant) -> Grant:
    """The end itself. A grant that never began ends where it would have begun."""
    grant.valid_to = max(ctx.now, grant.valid_from)
    db.session.flush()
    end_sessions(grant.person_id)
    append(ctx, [fact(grant, "role_ended")])
    return grant


def living_grant(ctx: Context, person_id: int, grant_id: int) -> Grant:
    """A grant of this person that has not ended; the person is locked."""
    locked_person(person_id)
    grant = db.session.get(Grant, grant_id, populate_existing=True)
    if grant is None or grant.person_id != person_id:
        raise not_found()
    if is_ended(grant, ctx.now):
        raise Problem("grant_ended", "This role has ended already.", 409)
    return grant


def refuse_own(ctx: Context, grant: Grant) -> None:
    """Two people: not the one who asked, not the one it is about."""
    asker = grant.granted_by if grant.confirmed_at is None else grant.end_asked_by
    if ctx.actor.id in {asker, grant.person_id}:
        raise Problem("second_person_needed", "Another administrator must confirm this.", 403)


def refuse_last(ctx: Context, grant: Grant) -> None:
    """Somebody must be left who can grant, create and audit."""
    others = select(Grant.id).where(
        Grant.role == grant.role,
        Grant.person_id != grant.person_id,
        grant_in_force(ctx.now),
        Grant.end_asked_by.is_(None),
    )
    active = others.join(Person, Person.id == Grant.person_id).where(Person.active)
    if db.session.scalars(active.with_for_update(of=Grant)).first() is None:
        detail = "This is the last administrator of this kind; appoint another one first."
        raise Problem("last_administrator", detail, 409)


def fact(grant: Grant, kind: str) -> Fact:
    """What the log says of an appointment: ids and dates, no words about the person."""
    public = {
        "grant": grant.id,
        "role": grant.role,
        "unit": grant.unit_id,
        "grid": grant.grid_id,
        "valid_from": to_millis(grant.valid_from),
        "valid_to": None if grant.valid_to is None else to_millis(grant.valid_to),
    }
    return Fact(f"person:{grant.person_id}", kind, public)
