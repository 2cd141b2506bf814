"""Which roles exclude each other (三员分立): an administrator is nothing else, and of one kind only."""

from collections.abc import Iterable

from inspect_app.core.roles import ADMINISTRATORS, GRANTABLE, Role


def excludes(wanted: Role, held: Iterable[Role]) -> Role | None:
    """The held role that `wanted` cannot stand beside, or None."""
    for other in held:
        if other != wanted and (wanted in ADMINISTRATORS or other in ADMINISTRATORS):
            return other
    return None


def needs_second_administrator(role: Role) -> bool:
    """True for roles whose beginning and end a second administrator of another kind confirms."""
    return role in ADMINISTRATORS


def is_grantable(role: Role) -> bool:
    """False only for the role that jobs act as."""
    return role in GRANTABLE
