"""Planning look-backs at a closing, opening them on their day, noting what was found, cancelling the rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.log import Fact, Later, append
from inspect_app.cases.draws.service import DrawsTogether, draw_for_look_back
from inspect_app.cases.lookbacks.models import (
    BY_RULE,
    CANCELLED,
    FAILED,
    OPEN,
    PASSED,
    RECHECK,
    SCHEDULED,
    LookBack,
)
from inspect_app.cases.lookbacks.queries import current_look_back, look_backs_of, own_look_back_photo
from inspect_app.cases.lookbacks.rules import RecheckRule, Risk, plan_for, risk_of
from inspect_app.cases.models import Case, Closure
from inspect_app.cases.statuses import Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.evidence.models import Finding, Photo
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day, midnight
from inspect_app.places.metric import distance_m
from inspect_app.places.stations import rings_at

RESULTS = {"pass": PASSED, "fail": FAILED}
REUSE = ("exact_reuse", "near_reuse")


def plan_look_backs(ctx: Context, case: Case, closure: Closure) -> list[Fact]:
    """Write when a case that closes now is looked at again; the log keeps risk, reasons and days."""
    reasons = reasons_for(ctx, case)
    risk, today = risk_of(reasons), local_day(ctx.now)
    plan = plan_for(case.category, risk, today)
    if plan is None or not plan.days:
        return []
    for days in plan.days:
        row = LookBack(
            case_id=case.id,
            closure_id=closure.id,
            why=BY_RULE,
            rule=plan.code,
            risk=risk,
            reasons=reasons,
            days=days,
            grace_days=plan.grace_days,
            state=SCHEDULED,
            opens_at=midnight(today + timedelta(days=days)),
        )
        db.session.add(row)
    public = {"rule": plan.code, "risk": risk, "reasons": reasons, "days": list(plan.days)}
    return [Fact(subject_of(case.id), "look_backs_scheduled", public)]


def reasons_for(ctx: Context, case: Case) -> list[str]:
    """Why the problem may come back: relapses, a station's ring, a photo that was perhaps used before."""
    found = ["relapse"] if case.relapses else []
    if case.lat_e7 is not None and case.lon_e7 is not None:
        rings = rings_at(case.lat_e7 / E7, case.lon_e7 / E7, local_day(ctx.now))
        found += ["ring"] if rings else []
    reused = (
        select(Finding.id)
        .join(Photo, Photo.id == Finding.photo_id)
        .where(Photo.case_id == case.id, Finding.code.in_(REUSE))
        .limit(1)
    )
    return [*found, "reuse"] if db.session.scalar(reused) is not None else found


def plan_recheck(ctx: Context, case: Case, closure: Closure, rule: RecheckRule) -> None:
    """A look-back that opens at once, because the weekly draw fell on the case."""
    row = LookBack(
        case_id=case.id,
        closure_id=closure.id,
        why=RECHECK,
        rule=rule.code,
        risk=Risk.LOW,
        reasons=[],
        days=0,
        grace_days=rule.grace_days,
        state=SCHEDULED,
        opens_at=ctx.now,
    )
    db.session.add(row)


def cancel_look_backs(ctx: Context, case: Case) -> list[Fact]:
    """The case is open again: what was still to be looked at in its old closing is not any more."""
    left = [row for row in look_backs_of(case.id) if row.state in {SCHEDULED, OPEN}]
    for row in left:
        row.state, row.ended_at, row.ended_by = CANCELLED, ctx.now, ctx.actor.id
    public = {"look_backs": [row.id for row in left]}
    return [Fact(subject_of(case.id), "look_backs_cancelled", public)] if left else []


def open_look_backs_of(ctx: Context, waiting: Sequence[tuple[Case, LookBack]]) -> None:
    """Their day has come: count until when, and draw who goes; one append for all of them.

    A draw depends on none of the others: what speaks against somebody is their part in the case, and whether
    they were drawn for this look-back before.
    """
    draws = DrawsTogether(ctx, {case.id for case, _ in waiting})
    append(ctx, [fact for case, row in waiting for fact in open_look_back(ctx, draws, case, row)])
    draws.keep()


def open_look_back(ctx: Context, draws: DrawsTogether, case: Case, look_back: LookBack) -> list[Fact | Later]:
    """One of them; of a case that is not closed it is cancelled."""
    if case.status != Status.CLOSED:
        look_back.state, look_back.ended_at = CANCELLED, ctx.now
        return [Fact(subject_of(case.id), "look_backs_cancelled", {"look_backs": [look_back.id]})]
    look_back.state, look_back.opened_at = OPEN, ctx.now
    look_back.due_at = due_at = due_of(ctx, look_back)
    public = {
        "look_back": look_back.id,
        "why": look_back.why,
        "rule": look_back.rule,
        "risk": look_back.risk,
        "days": look_back.days,
        "due_at": to_millis(due_at),
    }
    return [Fact(subject_of(case.id), "look_back_opened", public), draws.first(case, look_back)]


def due_of(ctx: Context, look_back: LookBack) -> datetime:
    """The midnight that ends its last day; counted from the opening, should that have come late."""
    return midnight(local_day(ctx.now) + timedelta(days=look_back.grace_days + 1))


def note_result(ctx: Context, case: Case, values: dict[str, Any]) -> list[Fact]:
    """Remember what was found on the spot; the values gain what the log is to keep of it."""
    row = current_look_back(ctx.actor, case)
    assert row is not None, "the table's guards have seen it"
    photo = own_look_back_photo(ctx.actor, row)
    assert photo is not None, "the table's guards have seen it"
    row.state, row.ended_at, row.ended_by = RESULTS[values["result"]], ctx.now, ctx.actor.id
    row.note, row.photo_id, row.distance_m = values["note"], photo.id, metres_between(case, photo)
    values |= {"look_back": row.id, "photo": photo.sha256, "distance_m": row.distance_m}
    return []


def metres_between(case: Case, photo: Photo) -> int | None:
    """Whole metres from the case's place to the photo's; None for a case without a place."""
    if case.lat_e7 is None or case.lon_e7 is None or photo.lat_e7 is None or photo.lon_e7 is None:
        return None
    here, there = (case.lat_e7 / E7, case.lon_e7 / E7), (photo.lat_e7 / E7, photo.lon_e7 / E7)
    return round(distance_m(here, there))


def redraw_look_back(ctx: Context, case: Case) -> Later:
    """Somebody else is to go."""
    row = current_look_back(ctx.actor, case)
    assert row is not None, "the table's guards have seen it"
    return draw_for_look_back(ctx, case, row)


def last_closure(case_id: UUID) -> Closure | None:
    """The closing of a case that holds; None while the case is open."""
    query = select(Closure).where(Closure.case_id == case_id, Closure.reopened_at.is_(None))
    return db.session.scalars(query.order_by(Closure.id.desc()).limit(1)).first()
