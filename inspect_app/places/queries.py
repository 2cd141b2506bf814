"""Reading who answers for a grid, and which grids a person works in."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, literal, or_, select

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import root_unit_id, unit_tree
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.places.duties import most_specific
from inspect_app.places.index import GridShape
from inspect_app.places.lookup import grid_index
from inspect_app.places.models import DutyRule, Grid, GridUnit, Station
from inspect_app.places.scope import Areas, visible_grids

Day = date | BindParameter[date]
SELF = select(Grid.id, Grid.parent_id, literal(0).label("step")).where(Grid.id == bindparam("grid_id"))
CHAIN = SELF.cte("chain", recursive=True)
CHAIN = CHAIN.union_all(
    select(Grid.id, Grid.parent_id, CHAIN.c.step + 1).join(CHAIN, Grid.id == CHAIN.c.parent_id)
)
UPWARDS = select(CHAIN.c.id).order_by(CHAIN.c.step)


def in_force(table: type[GridUnit | DutyRule | Station], on: Day) -> ColumnElement[bool]:
    """The rows that count on a day."""
    return (table.valid_from <= on) & or_(table.valid_to.is_(None), table.valid_to > on)


# A new report runs these; they are built once, for any grid, category and day.
ON_THE_DAY = bindparam("day", type_=Date)
OWNERS = select(GridUnit.grid_id, GridUnit.unit_id).where(
    GridUnit.grid_id.in_(bindparam("chain", expanding=True)), in_force(GridUnit, ON_THE_DAY)
)
DUTIES = (
    select(DutyRule.category, DutyRule.grid_id, DutyRule.unit_id)
    .join(Unit, Unit.id == DutyRule.unit_id)
    .where(
        in_force(DutyRule, ON_THE_DAY),
        Unit.active,
        or_(DutyRule.category == bindparam("category"), DutyRule.category.is_(None)),
        or_(DutyRule.grid_id.in_(bindparam("chain", expanding=True)), DutyRule.grid_id.is_(None)),
    )
)


def lineage(grid_id: int | None) -> list[int]:
    """The grid, its parent, and so on up."""
    return [] if grid_id is None else list(db.session.scalars(UPWARDS, {"grid_id": grid_id}))


def grids_below(grid_ids: Iterable[int]) -> frozenset[int]:
    """These grids and everything below them."""
    found: set[int] = set()
    layer = set(grid_ids)
    while layer:
        found |= layer
        layer = set(db.session.scalars(select(Grid.id).where(Grid.parent_id.in_(layer)))) - found
    return frozenset(found)


def root_unit() -> int:
    """The unit at the top, which answers for what lies outside all grids; 503 before there is one."""
    unit_id = root_unit_id()
    if unit_id is None:
        raise Problem("no_units", "This installation has no units yet; run `flask bootstrap` first.", 503)
    return unit_id


def owner_of(chain: list[int], on: date) -> int:
    """The first owner along a line of grids, else the root."""
    owners = dict(db.session.execute(OWNERS, {"chain": chain, "day": on}).all())
    owner = next((owners[step] for step in chain if step in owners), None)
    return root_unit() if owner is None else owner


def bound_by_duty(category: str, chain: list[int], on: date) -> int | None:
    """The unit of the most specific duty rule along a line of grids."""
    rules = db.session.execute(DUTIES, {"category": category, "chain": chain, "day": on}).all()
    rule = most_specific(rules, category, chain)
    return rule.unit_id if rule else None


def areas_on(on: date) -> Areas:
    """Who is above whom on a day, and which unit each grid belongs to."""
    parents = {grid.grid_id: grid.parent_id for grid in grid_index().grids}
    owned = select(GridUnit.grid_id, GridUnit.unit_id).where(in_force(GridUnit, on))
    return Areas(parents, dict(db.session.execute(owned).all()), unit_tree())


def grids_of(actor: Actor, on: date) -> list[GridShape]:
    """The grids in force on a day in which the actor works, in the order of their codes."""
    return visible_grids(actor, grid_index().in_force(on), areas_on(on))
