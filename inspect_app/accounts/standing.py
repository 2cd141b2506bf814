"""What a person may be at a moment: from rows of grants to an `Actor`. No database, no Flask."""

from datetime import datetime

from inspect_app.accounts.models import Grant, Person
from inspect_app.core import context
from inspect_app.core.roles import Role


def in_force(grant: Grant, now: datetime) -> bool:
    """Confirmed, begun, not ended."""
    begun = grant.confirmed_at is not None and grant.valid_from <= now
    return begun and (grant.valid_to is None or now < grant.valid_to)


def actor_of(person: Person, now: datetime, *, read_only: bool = False) -> context.Actor:
    """The person as services see them: with the grants in force at `now`."""
    grants = frozenset(
        context.Grant(Role(grant.role), grant.unit_id, grant.grid_id)
        for grant in person.grants
        if in_force(grant, now)
    )
    return context.Actor(person.id, person.username, person.name, person.unit_id, grants, read_only)
