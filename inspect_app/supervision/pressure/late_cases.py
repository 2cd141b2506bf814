"""Which late or relapsed cases have reached a rung of the ladder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from inspect_app.cases.models import Case, Clock
from inspect_app.cases.statuses import OWING_WORK, ClockKind
from inspect_app.core.clock import to_millis
from inspect_app.core.db import db
from inspect_app.places.days import local_day
from inspect_app.supervision.pressure.ladder import (
    LadderRule,
    Rung,
    Standing,
    height,
    least_hours,
    rung_reached,
)
from inspect_app.supervision.pressure.models import Proposal
from inspect_app.supervision.pressure.proposing import LADDER, Suggestion

# A clock that was held, met or exempted presses nobody.
PRESSING = (
    Clock.kind == ClockKind.RECTIFY,
    Clock.met_at.is_(None),
    Clock.paused_at.is_(None),
    Clock.exempted_at.is_(None),
    Clock.breached_at.is_not(None),
)


@dataclass(frozen=True)
class Pressed:
    """A case that owes work, and how it stands."""

    case: Case
    breached_at: datetime | None
    standing: Standing


def waiting(now: datetime) -> list[UUID]:
    """Cases that a rule could concern: late by the first threshold, or relapsed."""
    hours = least_hours(local_day(now))
    late = and_(*PRESSING, Clock.breached_at <= now - timedelta(hours=hours or 0))
    overdue = Case.id.in_(select(Clock.case_id).where(late)) if hours is not None else None
    concerned = Case.relapses > 0 if overdue is None else or_(overdue, Case.relapses > 0)
    owing = (Case.status.in_(OWING_WORK), Case.handler_unit_id.is_not(None))
    return list(db.session.scalars(select(Case.id).where(*owing, concerned).order_by(Case.id)))


def suggest_rungs(now: datetime, case_ids: list[UUID]) -> Iterator[Suggestion]:
    """The next rung of each of these cases that has reached one."""
    for item in pressed(now, case_ids):
        rule = rung_reached(item.standing, local_day(now))
        if rule is not None:
            yield suggestion(item, rule)


def pressed(now: datetime, case_ids: list[UUID]) -> list[Pressed]:
    """How each case stands now; who stopped owing work meanwhile is left out."""
    owing = (Case.id.in_(case_ids), Case.status.in_(OWING_WORK), Case.handler_unit_id.is_not(None))
    cases = db.session.scalars(select(Case).where(*owing).order_by(Case.id)).all()
    breaches, had = breaches_of(case_ids), rungs_had(cases)
    return [
        Pressed(case, at, Standing(hours_late(now, at), case.relapses, had.get(case.id)))
        for case in cases
        for at in [breaches.get(case.id)]
    ]


def breaches_of(case_ids: list[UUID]) -> dict[UUID, datetime]:
    """When the running rectify clock of each case ran out."""
    query = select(Clock.case_id, func.min(Clock.breached_at)).where(Clock.case_id.in_(case_ids), *PRESSING)
    rows = db.session.execute(query.group_by(Clock.case_id))
    return {case_id: at for case_id, at in rows if at is not None}


def rungs_had(cases: Sequence[Case]) -> dict[UUID, Rung]:
    """The highest rung proposed for each case since its last relapse: a declined one does not come again."""
    since = {case.id: period_of(case) for case in cases}
    query = select(Proposal.case_id, Proposal.period, Proposal.rung)
    rows = db.session.execute(query.where(Proposal.kind == LADDER, Proposal.case_id.in_(since)))
    had: dict[UUID, Rung] = {}
    for case_id, period, rung in rows:
        if case_id is not None and period == since[case_id]:
            had[case_id] = max(had.get(case_id, Rung(rung)), Rung(rung), key=height)
    return had


def period_of(case: Case) -> str:
    """The life of a case that a proposal belongs to: a relapse begins a new one."""
    return f"life-{case.relapses}"


def hours_late(now: datetime, breached_at: datetime | None) -> int:
    """Whole hours since the deadline."""
    return 0 if breached_at is None else max(0, (now - breached_at) // timedelta(hours=1))


def suggestion(item: Pressed, rule: LadderRule) -> Suggestion:
    """What is proposed for one case."""
    case = item.case
    assert case.handler_unit_id is not None
    basis = {
        "trigger": rule.trigger,
        "threshold": rule.threshold,
        "hours_late": item.standing.hours_late,
        "relapses": item.standing.relapses,
        "breached_at": item.breached_at and to_millis(item.breached_at),
    }
    return Suggestion(
        kind=LADDER,
        rule=rule.code,
        subject=str(case.id),
        period=period_of(case),
        rung=rule.rung,
        unit_id=case.handler_unit_id,
        jurisdiction_unit_id=case.jurisdiction_unit_id,
        case_ids=[case.id],
        basis=basis,
    )
