"""What the rules of accountability count in a month: cases of each county, and counties of each city."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from inspect_app.accounts.models import Unit
from inspect_app.accounts.scope import parent_of, unit_tree
from inspect_app.cases.models import Case, Clock
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.core.dated import in_force
from inspect_app.core.db import db
from inspect_app.places.days import local_day, midnight
from inspect_app.supervision.pressure.accountability import (
    AccountabilityRule,
    Scope,
    accountability_rules,
    county_kinds,
    proposed_rung,
    step_reached,
)
from inspect_app.supervision.pressure.models import Proposal
from inspect_app.supervision.pressure.proposing import ACCOUNTABILITY, Suggestion
from inspect_app.supervision.pressure.states import ProposalState

NOT_FOUND_TRUE = (
    Status.REPORTED,
    Status.REJECTED,
    Status.MERGED,
)  # nobody accepted it as a problem, or twice
Found = Mapping[int, list[UUID]]


def suggest_accountability(now: datetime) -> Iterator[Suggestion]:
    """Thresholds reached this month and the month before, which a server that was down may have missed."""
    this = local_day(now).replace(day=1)
    for month in (before(this), this):
        for rule in in_force(accountability_rules(), month):
            for unit_id, cases in counted(rule, month).items():
                if (found := suggestion(rule, unit_id, cases, month)) is not None:
                    yield found


def before(month: date) -> date:
    """The first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def counted(rule: AccountabilityRule, month: date) -> Found:
    """What a rule counts, by the unit that answers for it."""
    if rule.per == Scope.CITY:
        return counties_of_cities(month)
    query = NEWLY[rule.code](month)
    if rule.categories is not None:
        query = query.where(Case.category.in_(rule.categories))
    return by_county(query)


def not_rectified(month: date) -> Select[UUID, int]:
    """Cases whose time to be put right ran out in a month, without those that an appeal took out."""
    late = (
        Clock.kind == ClockKind.RECTIFY,
        Clock.exempted_at.is_(None),
        Clock.breached_at >= midnight(month),
        Clock.breached_at < midnight(after(month)),
    )
    query = select(Case.id, Case.jurisdiction_unit_id).join(Clock, Clock.case_id == Case.id)
    return query.where(*late).distinct()


def reported(month: date) -> Select[UUID, int]:
    """Cases reported in a month that somebody accepted."""
    span = (Case.reported_at >= midnight(month), Case.reported_at < midnight(after(month)))
    return select(Case.id, Case.jurisdiction_unit_id).where(*span, Case.status.not_in(NOT_FOUND_TRUE))


NEWLY = {"assigned_not_rectified": not_rectified, "newly_found": reported}


def by_county(query: Select[UUID, int]) -> Found:
    """Cases by the county above the place; a case of no county counts for none."""
    tree = unit_tree()
    counties = set(db.session.scalars(select(Unit.id).where(Unit.kind.in_(county_kinds()))))
    found: dict[int, list[UUID]] = defaultdict(list)
    for case_id, unit_id in db.session.execute(query.order_by(Case.id)):
        county = next((unit for unit in tree.line_up(unit_id) if unit in counties), None)
        if county is not None:
            found[county].append(case_id)
    return found


def counties_of_cities(month: date) -> Found:
    """The counties that somebody held to account for a month, by the unit above each; one stands for a
    county by the proposal it rests on.
    """
    held = (Proposal.kind == ACCOUNTABILITY, Proposal.period == period_of(month))
    query = select(Proposal.unit_id, Proposal.id).where(*held, Proposal.state == ProposalState.ISSUED)
    tree, found, seen = unit_tree(), defaultdict(list), set[int]()
    kinds = dict(db.session.execute(select(Unit.id, Unit.kind)).all())
    for unit_id, proposal_id in db.session.execute(query.order_by(Proposal.id)):
        city = tree.parent_of(unit_id)
        if city is not None and kinds[unit_id] in county_kinds() and unit_id not in seen:
            seen.add(unit_id)
            found[city].append(proposal_id)
    return found


def period_of(month: date) -> str:
    """A month as people write it."""
    return f"{month:%Y-%m}"


def suggestion(
    rule: AccountabilityRule, unit_id: int, counted_ids: list[UUID], month: date
) -> Suggestion | None:
    """What is proposed for a unit, if its count reaches a step."""
    step = step_reached(rule, len(counted_ids))
    if step is None:
        return None
    cases = [] if rule.per == Scope.CITY else counted_ids
    return Suggestion(
        kind=ACCOUNTABILITY,
        rule=rule.code,
        subject=f"{unit_id}:{step.threshold}",
        period=period_of(month),
        rung=proposed_rung(),
        unit_id=unit_id,
        jurisdiction_unit_id=parent_of(unit_id) or unit_id,  # nobody decides about the own unit
        case_ids=cases,
        basis={"count": len(counted_ids), "threshold": step.threshold},
        office=step.office,
    )
