"""Declaring and lifting emergency response levels; while one is in force, new deadlines are stricter."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, or_, select

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import reach, unit_tree
from inspect_app.audit.log import Fact, append
from inspect_app.cases.deadlines.models import EmergencyPeriod
from inspect_app.cases.deadlines.rules import Level, strongest
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem, not_found
from inspect_app.core.roles import Role

NOW: BindParameter[datetime] = bindparam("now")
IN_FORCE = select(EmergencyPeriod.unit_id, EmergencyPeriod.level).where(
    EmergencyPeriod.started_at <= NOW,
    or_(EmergencyPeriod.ended_at.is_(None), EmergencyPeriod.ended_at > NOW),
)


@dataclass(frozen=True)
class Declaration:
    """What a person orders: the level, where, and by which document."""

    id: UUID
    level: Level
    unit_id: int
    document: str
    reason: str


def active_level(unit_id: int, now: datetime) -> Level | None:
    """The strongest level in force over a unit."""
    in_force = db.session.execute(IN_FORCE, {"now": now}).all()
    if not in_force:
        return None
    above = unit_tree().line_up(unit_id)
    return strongest(Level(row.level) for row in in_force if row.unit_id in above)


def declare(ctx: Context, wanted: Declaration) -> tuple[EmergencyPeriod, bool]:
    """Put a level in force from now; True when it is new. The same id with the same words changes nothing."""
    known = db.session.get(EmergencyPeriod, wanted.id)
    if known is not None:
        if (known.level, known.unit_id, known.document, known.reason) != (
            wanted.level,
            wanted.unit_id,
            wanted.document,
            wanted.reason,
        ):
            raise Problem("period_conflict", "This id was used for another declaration; use a new one.", 409)
        return known, False
    check_authority(ctx, wanted.unit_id)
    period = EmergencyPeriod(
        id=wanted.id,
        level=wanted.level,
        unit_id=wanted.unit_id,
        document=wanted.document,
        reason=wanted.reason,
        started_at=ctx.now,
        declared_by=ctx.actor.id,
    )
    db.session.add(period)
    db.session.flush()
    public = {"level": period.level, "unit": period.unit_id, "from": to_millis(ctx.now)}
    words = {"document": period.document, "reason": period.reason}
    append(ctx, [Fact(subject_of(period.id), "emergency_declared", public, words)])
    return period, True


def lift(ctx: Context, period_id: UUID, reason: str) -> EmergencyPeriod:
    """End a level now; one that has ended already stays as it is."""
    query = select(EmergencyPeriod).where(EmergencyPeriod.id == period_id)
    period = db.session.scalars(query.with_for_update()).one_or_none()
    if period is None:
        raise not_found()
    check_authority(ctx, period.unit_id)
    if period.ended_at is not None:
        return period
    period.ended_at, period.lifted_by, period.lift_reason = ctx.now, ctx.actor.id, reason
    db.session.flush()
    public = {"level": period.level, "unit": period.unit_id, "to": to_millis(ctx.now)}
    append(ctx, [Fact(subject_of(period.id), "emergency_lifted", public, {"reason": reason})])
    return period


def check_authority(ctx: Context, unit_id: int) -> None:
    """Only the system, or a supervisor at or above the unit, decides about its emergency level."""
    if db.session.get(Unit, unit_id) is None:
        raise field_problem("unit_id", "There is no such unit.", "unknown_unit")
    if Role.SYSTEM not in ctx.actor.roles and unit_id not in reach(ctx.actor, Role.SUPERVISOR):
        raise Problem("wrong_role", "Only a supervisor of this unit decides about its emergency level.", 403)


def subject_of(period_id: UUID) -> str:
    """How the log names a period."""
    return f"emergency:{period_id}"


def periods(limit: int = 100) -> list[EmergencyPeriod]:
    """The latest periods, newest first."""
    query = select(EmergencyPeriod).order_by(EmergencyPeriod.started_at.desc(), EmergencyPeriod.id)
    return list(db.session.scalars(query.limit(limit)))
