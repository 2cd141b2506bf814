"""The numbers of a day in the area of a unit, each of them the cases of a condition that a list can show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from inspect_app.accounts.scope import subtree_ids
from inspect_app.cases.models import Assignment, Case, Clock, Closure, Rectification
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.core.db import db
from inspect_app.places.days import midnight
from inspect_app.supervision.indicators.ranking import reconcile
from inspect_app.supervision.ledger.models import SIGNED, Signoff

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Day:
    """One day on the wall calendar."""

    on: date

    def within(self, moment: Any) -> Condition:
        """Whether an instant falls into it."""
        return and_(moment >= midnight(self.on), moment < midnight(self.on + timedelta(days=1)))


def touched(case_id: Any, day: Day, moment: Any, *where: Condition) -> Condition:
    """The cases with a row of that day."""
    return Case.id.in_(select(case_id).where(day.within(moment), *where))


COUNTS: Mapping[str, Callable[[Day], Condition]] = {
    "reported": lambda day: day.within(Case.reported_at),
    "assigned": lambda day: touched(Assignment.case_id, day, Assignment.assigned_at),
    "submitted": lambda day: touched(Rectification.case_id, day, Rectification.submitted_at),
    "breached": lambda day: touched(
        Clock.case_id, day, Clock.breached_at, Clock.kind == ClockKind.RECTIFY, Clock.exempted_at.is_(None)
    ),
    "closed": lambda day: touched(Closure.case_id, day, Closure.closed_at),
    "reopened": lambda day: touched(Closure.case_id, day, Closure.reopened_at),
    "signed": lambda day: touched(Signoff.case_id, day, Signoff.decided_at, Signoff.decision == SIGNED),
}
COUNT_LABELS: dict[str, dict[str, str]] = {
    "reported": {"zh": "上报", "en": "Reported"},
    "assigned": {"zh": "交办", "en": "Assigned"},
    "submitted": {"zh": "提交整改", "en": "Rectified"},
    "breached": {"zh": "新增整改超期", "en": "Ran late"},
    "closed": {"zh": "销号", "en": "Closed"},
    "reopened": {"zh": "重启", "en": "Reopened"},
    "signed": {"zh": "销号签认", "en": "Signed off"},
}


def in_area(unit_id: int) -> Condition:
    """The cases whose place belongs to a unit or to one below it."""
    return Case.jurisdiction_unit_id.in_(subtree_ids([unit_id]))


def count_day(unit_id: int, on: date) -> dict[str, Any]:
    """The numbers of a day; the categories of what was reported are compared with their total."""
    day, area = Day(on), in_area(unit_id)
    counts = {name: count(area, condition(day)) for name, condition in COUNTS.items()}
    kinds = select(Case.category, func.count()).where(area, COUNTS["reported"](day)).group_by(Case.category)
    categories = {row[0]: row[1] for row in db.session.execute(kinds.order_by(Case.category))}
    sums = reconcile(counts["reported"], categories)
    waiting = and_(Case.status == Status.CLOSED, Case.id.not_in(signed_cases()))
    return {
        "counts": counts,
        "categories": categories,
        "open": count(area, Case.status.not_in((Status.CLOSED, Status.REJECTED, Status.MERGED))),
        "unsigned": count(area, waiting),
        "difference": sums.difference,
    }


def signed_cases() -> Any:
    """The cases whose standing closing is signed off."""
    query = select(Signoff.case_id).join(Closure, Closure.id == Signoff.closure_id)
    return query.where(Closure.reopened_at.is_(None), Signoff.decision == SIGNED)


def count(*where: Condition) -> int:
    """How many cases."""
    return db.session.scalar(select(func.count()).select_from(Case).where(*where)) or 0
