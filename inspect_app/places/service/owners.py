"""Changing who has jurisdiction over a grid, and taking a grid out of force, from a day on."""

from datetime import date

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.places.models import Grid, GridUnit, GridVersion
from inspect_app.places.service.edition import begin_edition


def own_grid(ctx: Context, grid_code: str, unit_code: str, since: date) -> None:
    """Give a grid to a unit from a day on; 422 for unknown codes, 409 when a later owner is known."""
    begin_edition()
    grid = grid_by_code(grid_code)
    unit = db.session.scalar(select(Unit).where(Unit.code == unit_code))
    if unit is None:
        raise Problem("unknown_unit", f"There is no unit with the code {unit_code}.")
    owners = db.session.scalars(select(GridUnit).where(GridUnit.grid_id == grid.id)).all()
    if any(owner.valid_from > since for owner in owners):
        raise Problem(
            "later_owner", f"The grid {grid_code} has an owner from a later day; choose that day.", 409
        )
    for owner in owners:
        if owner.valid_to is None or owner.valid_to > since:
            owner.valid_to = since
    db.session.add(GridUnit(grid_id=grid.id, unit_id=unit.id, valid_from=since))
    db.session.flush()
    said = {"grid": grid_code, "unit": unit_code, "valid_from": since.isoformat()}
    append(ctx, [Fact(f"grid:{grid_code}", "grid_owned", said)])


def retire_grid(ctx: Context, grid_code: str, since: date) -> None:
    """Take a grid out of force from a day on; 409 when it is not in force the day before or then."""
    begin_edition()
    grid = grid_by_code(grid_code)
    query = select(GridVersion).where(GridVersion.grid_id == grid.id).order_by(GridVersion.version.desc())
    last = db.session.scalars(query).first()
    if last is None or last.valid_from > since or last.valid_to is not None:
        raise Problem("grid_not_in_force", f"The grid {grid_code} is not in force on {since}.", 409)
    last.valid_to = since
    db.session.flush()
    said = {"grid": grid_code, "valid_to": since.isoformat()}
    append(ctx, [Fact(f"grid:{grid_code}", "grid_retired", said)])


def grid_by_code(code: str) -> Grid:
    """The grid with a code; 422 when there is none."""
    grid = db.session.scalar(select(Grid).where(Grid.code == code))
    if grid is None:
        raise Problem("unknown_grid", f"There is no grid with the code {code}.")
    return grid
