"""Group robots of units: entered and removed by the system administrator, both in the log, secrets sealed."""

from typing import Any

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.settings import settings
from inspect_app.notify.channels.robots import Secrets
from inspect_app.notify.models import Delivery, Robot
from inspect_app.notify.sealing import seal

MOST_ROBOTS = 5  # of one unit


def add_robot(
    ctx: Context, *, unit_id: int, service: str, name: str, token: str, signing_secret: str
) -> Robot:
    """Enter a robot. Problems: `unknown_unit`, `service_not_allowed`, `too_many_robots` (409)."""
    unit = db.session.get(Unit, unit_id, with_for_update=True)
    if unit is None or not unit.active:
        raise field_problem("unit_id", "There is no such unit.", "unknown_unit")
    if service not in settings().names("robot_services"):
        message = "This service is not among ROBOT_SERVICES of this installation."
        raise field_problem("service", message, "service_not_allowed")
    if len(robots_of(unit_id)) >= MOST_ROBOTS:
        raise Problem("too_many_robots", f"A unit has at most {MOST_ROBOTS} robots; remove one first.", 409)
    sealed = seal(Secrets(token, signing_secret))
    row = Robot(unit_id=unit_id, service=service, name=name, sealed=sealed, created_at=ctx.now)
    db.session.add(row)
    db.session.flush()
    append(ctx, [fact(row, "robot_added")])
    return row


def remove_robot(ctx: Context, robot_id: int) -> None:
    """Remove a robot and its secrets."""
    row = get_robot(robot_id)
    db.session.delete(row)
    db.session.flush()
    append(ctx, [fact(row, "robot_removed")])


def fact(row: Robot, kind: str) -> Fact:
    """What the log keeps: which service, for which unit; never a secret."""
    return Fact(f"unit:{row.unit_id}", kind, {"robot": row.id, "service": row.service}, {"name": row.name})


def get_robot(robot_id: int) -> Robot:
    """A robot; 404 when there is none."""
    row = db.session.get(Robot, robot_id)
    if row is None:
        raise not_found()
    return row


def robots_of(unit_id: int | None) -> list[Robot]:
    """The robots of a unit, or of all."""
    query = select(Robot) if unit_id is None else select(Robot).where(Robot.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(Robot.unit_id, Robot.id)))


def with_last(rows: list[Robot]) -> list[tuple[Robot, Unit, Delivery | None]]:
    """Robots with their unit and the last thing they were given to say."""
    found: list[tuple[Robot, Unit, Delivery | None]] = []
    for row in rows:
        said: Any = select(Delivery).where(Delivery.target == f"robot:{row.id}")
        last = db.session.scalar(said.order_by(Delivery.id.desc()).limit(1))
        found.append((row, db.session.get_one(Unit, row.unit_id), last))
    return found
