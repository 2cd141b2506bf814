"""Who acts, when, on behalf of which request: the value every service receives."""

from dataclasses import dataclass
from datetime import datetime

from inspect_app.core.roles import Role


@dataclass(frozen=True)
class Grant:
    """One appointment in force: a role in a unit, for an inspector perhaps in one grid only."""

    role: Role
    unit_id: int
    grid_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """The person (or the system) behind a change. `id` is None only for the system."""

    id: int | None
    username: str
    name: str
    unit_id: int | None = None
    grants: frozenset[Grant] = frozenset()
    read_only: bool = False  # signed in by a token without the scope `write`

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held now."""
        return frozenset(grant.role for grant in self.grants)

    def units_as(self, role: Role) -> frozenset[int]:
        """The units in which this person holds `role`."""
        return frozenset(grant.unit_id for grant in self.grants if grant.role == role)

    def grids_as(self, role: Role) -> frozenset[int]:
        """The grids named in this person's appointments to `role`."""
        return frozenset(g.grid_id for g in self.grants if g.role == role and g.grid_id is not None)


SYSTEM = Actor(id=None, username="system", name="系统", grants=frozenset({Grant(Role.SYSTEM, 0)}))


@dataclass(frozen=True)
class Context:
    """What a service needs to know beside its arguments. `now` is aware UTC, whole milliseconds."""

    actor: Actor
    now: datetime
    request_id: str = ""
