"""Whose cases ledgers and indicators are about: those of roles that answer for them."""

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy import case as sql_case

from inspect_app.accounts.scope import unit_tree
from inspect_app.cases.scope import area_for
from inspect_app.core.context import Actor
from inspect_app.core.roles import Role

ANSWERABLE = (Role.SUPERVISOR, Role.HANDLER, Role.AUDITOR)


def answered_for(actor: Actor) -> ColumnElement[bool]:
    """The cases in the area of a supervisor, in the hands of a unit, or all for an auditor.

    The `CASE` keeps SQLite from walking an index of units where one of periods is meant.
    """
    seen = or_(false(), *(area_for(actor, role) for role in ANSWERABLE if role in actor.roles))
    return sql_case((seen, 1), else_=0) == 1


def units_reached(actor: Actor) -> frozenset[int]:
    """The units a supervisor or auditor may look into, and a handler's own."""
    tree = unit_tree()
    if Role.AUDITOR in actor.roles:
        return frozenset(tree.parents)
    return tree.subtree(actor.units_as(Role.SUPERVISOR)) | actor.units_as(Role.HANDLER)
