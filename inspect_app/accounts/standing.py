"""What a person may be at a moment: from rows of grants to an `Actor`. No database, no Flask."""

from collections.abc import Iterable
from datetime import datetime

from inspect_app.accounts.models import Grant, Person
from inspect_app.core import context
from inspect_app.core.roles import ADMINISTRATORS, Role


def in_force(grant: Grant, now: datetime) -> bool:
    """Confirmed, begun, not ended."""
    return grant.confirmed_at is not None and grant.valid_from <= now and not is_ended(grant, now)


def is_ended(grant: Grant, now: datetime) -> bool:
    """Past its last moment."""
    return grant.valid_to is not None and grant.valid_to <= now


def state_of(grant: Grant, now: datetime) -> str:
    """One word for people: ended, awaits_confirmation, end_awaits_confirmation, future or in_force."""
    if is_ended(grant, now):
        return "ended"
    if grant.confirmed_at is None:
        return "awaits_confirmation"
    if grant.end_asked_by is not None:
        return "end_awaits_confirmation"
    return "in_force" if grant.valid_from <= now else "future"


def overlapping_roles(grants: Iterable[Grant], begin: datetime, end: datetime | None) -> frozenset[Role]:
    """Roles of grants, confirmed or not, that share a moment with the span from `begin` to `end`."""
    return frozenset(
        Role(grant.role)
        for grant in grants
        if (grant.valid_to is None or grant.valid_to > begin) and (end is None or grant.valid_from < end)
    )


def is_administrator(person: Person, now: datetime) -> bool:
    """True when the person holds, or is to hold, one of the three administrators' roles."""
    return bool(overlapping_roles(person.grants, now, None) & ADMINISTRATORS)


def actor_of(person: Person, now: datetime, *, read_only: bool = False) -> context.Actor:
    """The person as services see them: with the grants in force at `now`."""
    grants = frozenset(
        context.Grant(Role(grant.role), grant.unit_id, grant.grid_id)
        for grant in person.grants
        if in_force(grant, now)
    )
    return context.Actor(person.id, person.username, person.name, person.unit_id, grants, read_only)
