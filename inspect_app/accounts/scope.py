"""Scope, in one place: which units a person's role reaches, and who can act for a unit.

A supervisor or verifier reaches the units of their grants and everything below; a handler exactly the units
of their grants. `cases` asks here instead of walking the tree itself.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.tree import UnitTree
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.core.roles import Role

TREE = select(Unit.id, Unit.parent_id).order_by(Unit.id)


def unit_tree(*, lock: bool = False) -> UnitTree:
    """The tree as it is now; `lock` keeps others from moving units until the transaction ends."""
    rows = db.session.execute(TREE.with_for_update() if lock else TREE)
    return UnitTree({row.id: row.parent_id for row in rows})


def subtree_ids(unit_ids: Iterable[int]) -> frozenset[int]:
    """These units and everything below them."""
    wanted = list(unit_ids)
    return unit_tree().subtree(wanted) if wanted else frozenset()


def parent_of(unit_id: int) -> int | None:
    """The unit directly above; None for the root."""
    return db.session.scalar(select(Unit.parent_id).where(Unit.id == unit_id))


def root_unit_id() -> int | None:
    """The unit above all others; None before `flask bootstrap`."""
    return db.session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1))


def reach(actor: Actor, role: Role) -> frozenset[int]:
    """The units an actor reaches with a role: those of the grants and everything below."""
    return subtree_ids(actor.units_as(role))


def people_over(role: Role, unit_id: int, now: datetime) -> list[Person]:
    """Active people whose grant of `role` is in the unit or above it: supervisors, verifiers."""
    return holders(role, unit_tree().line_up(unit_id), now)


def people_in(role: Role, unit_id: int, now: datetime) -> list[Person]:
    """Active people who hold `role` in exactly this unit: handlers."""
    return holders(role, [unit_id], now)


def holders(role: Role, unit_ids: Iterable[int], now: datetime) -> list[Person]:
    """Active people with a grant of `role` in force in one of the units, in the order of their ids."""
    held = select(Grant.person_id).where(
        Grant.role == role, Grant.unit_id.in_(list(unit_ids)), grant_in_force(now)
    )
    query = select(Person).where(Person.active, Person.id.in_(held)).order_by(Person.id)
    return list(db.session.scalars(query))


def grant_in_force(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The SQL twin of `standing.in_force`."""
    begun = and_(Grant.confirmed_at.is_not(None), Grant.valid_from <= now)
    return and_(begun, or_(Grant.valid_to.is_(None), Grant.valid_to > now))
