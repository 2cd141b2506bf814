"""Making and changing units."""

from typing import Any

from sqlalchemy import exists, or_, select

from inspect_app.accounts.models import Grant, Person, Unit
from inspect_app.accounts.scope import grant_in_force, unit_tree
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found


def create_unit(ctx: Context, *, code: str, name: str, kind: str, parent_id: int | None) -> Unit:
    """A new unit below `parent_id`; only the very first unit has no parent."""
    check_code(code)
    if parent_id is None and db.session.scalar(select(exists().where(Unit.parent_id.is_(None)))):
        raise field_problem("parent_id", "There is a root unit; name the unit above.", "parent_required")
    if parent_id is not None:
        usable_unit(parent_id, "parent_id")
    unit = Unit(code=code, name=name, kind=kind, parent_id=parent_id, created_at=ctx.now)
    db.session.add(unit)
    db.session.flush()
    public = {"code": code, "kind": kind, "parent": parent_id}
    append(ctx, [Fact(f"unit:{unit.id}", "unit_created", public, {"name": name})])
    return unit


def change_unit(ctx: Context, unit_id: int, changes: dict[str, Any]) -> Unit:
    """Change some of code, name, kind, parent_id, active."""
    unit = db.session.get(Unit, unit_id, with_for_update={"of": Unit})
    if unit is None:
        raise not_found()
    if "code" in changes and changes["code"] != unit.code:
        check_code(changes["code"])
    if "parent_id" in changes and changes["parent_id"] != unit.parent_id:
        check_move(unit, changes["parent_id"])
    if changes.get("active") is False and unit.active:
        check_unused(ctx, unit)
    for name, value in changes.items():
        setattr(unit, name, value)
    db.session.flush()
    public = {key: value for key, value in changes.items() if key != "name"}
    private = {key: value for key, value in changes.items() if key == "name"}
    append(ctx, [Fact(f"unit:{unit.id}", "unit_changed", public, private)])
    return unit


def usable_unit(unit_id: int, field: str = "unit_id") -> Unit:
    """The active unit with this id; 422 names the field when there is none."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not unit.active:
        raise field_problem(field, "There is no active unit with this id.", "unknown_unit")
    return unit


def check_code(code: str) -> None:
    """Codes are unique."""
    if db.session.scalar(select(exists().where(Unit.code == code))):
        raise Problem("code_taken", f"There is a unit with the code {code} already.", 409)


def check_move(unit: Unit, parent_id: int | None) -> None:
    """The tree stays a tree: one root, no circle."""
    if unit.parent_id is None or parent_id is None:
        raise field_problem("parent_id", "The root unit stays the root.", "root_unit")
    usable_unit(parent_id, "parent_id")
    if unit_tree(lock=True).would_loop(unit.id, parent_id):
        raise field_problem("parent_id", "This unit is the same or stands below.", "unit_circle")


def check_unused(ctx: Context, unit: Unit) -> None:
    """A unit is closed after its sub-units, its people and its grants have gone elsewhere."""
    uses = (
        exists().where(Unit.parent_id == unit.id, Unit.active),
        exists().where(Person.unit_id == unit.id, Person.active),
        exists().where(Grant.unit_id == unit.id, grant_in_force(ctx.now)),
    )
    if unit.parent_id is None or db.session.scalar(select(or_(*uses))):
        detail = "Units below it, active people or grants still stand in this unit; move them first."
        raise Problem("unit_in_use", detail, 409)
