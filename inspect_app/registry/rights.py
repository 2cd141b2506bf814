"""Who may read, change and confirm the registry.

Everybody at work reads all of it: trucks and inspectors cross borders. The contact is shown to those in whose
area the entry lies, and to auditors. Supervisors change what lies in their area.
"""

from inspect_app.accounts.scope import reach
from inspect_app.cases.scope import patrol_units
from inspect_app.core.context import Actor
from inspect_app.core.errors import Problem
from inspect_app.core.roles import BUSINESS_ROLES, Role
from inspect_app.places.queries import lineage
from inspect_app.registry.models import RegistryEntry

READERS = (*sorted(BUSINESS_ROLES), Role.AUDITOR)
VISITORS = (Role.INSPECTOR, Role.SUPERVISOR, Role.VERIFIER)


def may_change(actor: Actor, unit_id: int) -> bool:
    """Whether a supervisor reaches the unit."""
    return unit_id in reach(actor, Role.SUPERVISOR)


def refuse_change(actor: Actor, *unit_ids: int) -> None:
    """403 `registry_not_yours` for an entry outside the supervisor's area."""
    if not all(may_change(actor, unit_id) for unit_id in unit_ids):
        detail = "This entry lies outside your area; ask the supervisor there."
        raise Problem("registry_not_yours", detail, 403)


def on_own_ground(actor: Actor, entry: RegistryEntry) -> bool:
    """Whether the entry lies where this person works as supervisor, verifier or inspector."""
    units = reach(actor, Role.SUPERVISOR) | reach(actor, Role.VERIFIER) | patrol_units(actor)
    named = actor.grids_as(Role.INSPECTOR)
    return entry.jurisdiction_unit_id in units or not named.isdisjoint(lineage(entry.grid_id))


def sees_contact(actor: Actor, entry: RegistryEntry) -> bool:
    """Whether this person is told whom to call."""
    return Role.AUDITOR in actor.roles or on_own_ground(actor, entry)
