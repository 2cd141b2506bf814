"""Which units owe feedback at a cut-off, on how many cases, and on how many they gave it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy import case as sql_case

from inspect_app.accounts.scope import subtree_ids
from inspect_app.cases.models import Assignment, Case, Clock
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.db import db
from inspect_app.places.days import midnight
from inspect_app.supervision.ledger.models import Feedback


@dataclass(frozen=True)
class Owed:
    """The cases a unit had in hand through a day, and those it gave feedback on by the cut-off."""

    unit_id: int
    cases: int
    given: int

    @property
    def missing(self) -> int:
        """On how many it said nothing."""
        return self.cases - self.given


def feedback_owed(area: int, day: date, cut_off: datetime, units: Iterable[int] = ()) -> list[Owed]:
    """Each unit with work in hand below `area` since before the day and still at the cut-off.

    Work is in hand while the rectify clock runs; a case that is suspended now owes nothing.
    """
    held = and_(
        Clock.kind == ClockKind.RECTIFY,
        Clock.started_at < midnight(day),
        or_(Clock.met_at.is_(None), Clock.met_at > cut_off),
        Clock.paused_at.is_(None),
    )
    theirs = and_(
        Assignment.case_id == Clock.case_id,
        Assignment.assigned_at < midnight(day),
        or_(Assignment.ended_at.is_(None), Assignment.ended_at > cut_off),
    )
    told = exists().where(
        Feedback.case_id == Case.id,
        Feedback.unit_id == Assignment.unit_id,
        Feedback.day == day,
        Feedback.given_at <= cut_off,
    )
    work = (
        select(Assignment.unit_id, Case.id.label("case_id"), sql_case((told, 1), else_=0).label("told"))
        .select_from(Clock)
        .join(Assignment, theirs)
        .join(Case, Case.id == Clock.case_id)
        .where(held, Case.jurisdiction_unit_id.in_(subtree_ids([area])))
        .distinct()
        .subquery()
    )
    query = select(work.c.unit_id, func.count().label("cases"), func.sum(work.c.told).label("given"))
    if wanted := list(units):
        query = query.where(work.c.unit_id.in_(wanted))
    rows = db.session.execute(query.group_by(work.c.unit_id).order_by(work.c.unit_id))
    return [Owed(row.unit_id, row.cases, row.given) for row in rows]
