"""From rows to the wire forms of accounts."""

from datetime import datetime
from typing import Any

from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.passwords import is_due_for_change
from inspect_app.accounts.queries import grid_refs
from inspect_app.accounts.standing import actor_of
from inspect_app.core.clock import to_iso
from inspect_app.core.settings import settings


def unit_ref(unit: Unit | None) -> dict[str, Any] | None:
    """A unit as others mention it."""
    return None if unit is None else {"id": unit.id, "code": unit.code, "name": unit.name}


def me(person: Person, now: datetime) -> dict[str, Any]:
    """What the app knows of its user."""
    actor = actor_of(person, now)
    grids = {grant.grid_id for grant in actor.grants if grant.grid_id is not None}
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "unit": unit_ref(person.unit),
        "roles": sorted(actor.roles),
        "grids": sorted(grid_refs(grids).values(), key=lambda grid: grid["code"]),
        "must_change_password": is_due_for_change(
            settings().password_policy, person.password_changed_at, now
        ),
        "server_time": to_iso(now),
    }
