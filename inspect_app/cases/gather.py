"""Builds the frozen Facts of a case for an actor: the only place where guards meet the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    Row,
    ScalarSelect,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from inspect_app.accounts.models import Grant, Person
from inspect_app.cases.blind import is_blind, own_check_photo
from inspect_app.cases.categories import known_category
from inspect_app.cases.co_handling import helping
from inspect_app.cases.deadlines.rules import Mode
from inspect_app.cases.draws.queries import draw_facts
from inspect_app.cases.facts import Facts
from inspect_app.cases.lookbacks.queries import current_look_back, own_look_back_photo
from inspect_app.cases.models import Case, CaseRequest, Clock
from inspect_app.cases.reach import HOLDERS, over, reporters
from inspect_app.cases.routing import SEVERAL_UNITS
from inspect_app.cases.scope import of_unit, roles_over
from inspect_app.cases.statuses import UNDECIDED, ClockKind, RequestKind, RequestState, Status
from inspect_app.core.among import among
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.evidence.models import AWAITED, STORED, Photo

OF_CASE: BindParameter[UUID] = bindparam("case_id")
ROUND_AT: BindParameter[datetime] = bindparam("round_at")
NOW: BindParameter[datetime] = bindparam("now")


def after_photos(state: str) -> ColumnElement[int]:
    """How many after-photos of the current round are in a state, among the photos of one case."""
    return func.count().filter(Photo.state == state, Photo.role == "after", Photo.announced_at >= ROUND_AT)


def extensions_granted() -> ScalarSelect[int]:
    """How many extensions a case has had."""
    granted = and_(CaseRequest.kind == RequestKind.EXTENSION, CaseRequest.state == RequestState.APPROVED)
    return select(func.count()).where(CaseRequest.case_id == OF_CASE, granted).scalar_subquery()


def has_breach() -> Exists:
    """Whether a clock of a case has run out and is not exempted."""
    late = or_(Clock.breached_at.is_not(None), and_(Clock.met_at.is_(None), Clock.due_at <= NOW))
    return exists().where(
        Clock.case_id == OF_CASE, Clock.exempted_at.is_(None), Clock.paused_at.is_(None), late
    )


# Every action and every look at a case runs these; building them cost more than the database's work.
COUNTS = select(
    after_photos(STORED).label("stored"),
    after_photos(AWAITED).label("awaited"),
    extensions_granted().label("extensions"),
    has_breach().label("late"),
).where(Photo.case_id == OF_CASE)
OPEN_REQUESTS = select(CaseRequest.kind).where(
    CaseRequest.case_id == OF_CASE, CaseRequest.state.in_(UNDECIDED)
)
ARRIVING = select(
    exists().where(Clock.case_id == OF_CASE, Clock.kind == ClockKind.ARRIVE, Clock.met_at.is_(None))
)
OTHERS = HOLDERS.where(not_(among(Person.id, "barred"))).limit(1)
HANDLES = aliased(Grant)
HANDLER: BindParameter[int | None] = bindparam("handler")
OUTSIDERS = OTHERS.where(
    or_(Person.unit_id.is_(None), Person.unit_id != HANDLER),
    ~exists().where(HANDLES.person_id == Person.id, HANDLES.role == Role.HANDLER, HANDLES.unit_id == HANDLER),
)


def gather(ctx: Context, case: Case) -> Facts:
    """Everything the workflow may ask about `case` for `ctx.actor` at `ctx.now`."""
    two_stage = known_category(case.category).two_stage
    counts = counted(ctx, case)
    blind = is_blind(case)
    look_back = current_look_back(ctx.actor, case)
    draw, helpers = draw_facts(ctx, case, look_back), helping(case)
    return Facts(
        status=case.status,
        roles=roles_over(ctx.actor, case),
        now=ctx.now,
        two_stage=two_stage,
        is_reporter=ctx.actor.id in reporters(case),
        is_assigner=ctx.actor.id is not None and case.assigned_by == ctx.actor.id,
        is_verifier=ctx.actor.id is not None and case.verified_by == ctx.actor.id,
        of_handling_unit=any(of_unit(ctx.actor, unit) for unit in (case.handler_unit_id, *helpers)),
        helps=helps_only(ctx, case, helpers),
        somebody_may_verify=case.status != Status.RECTIFIED
        or verifier_exists(ctx, case, two_stage=two_stage),
        somebody_may_close=case.status != Status.VERIFIED or closer_exists(ctx, case),
        after_photos_stored=counts.stored,
        after_photos_awaited=counts.awaited,
        open_requests=open_requests(case),
        extensions_granted=counts.extensions,
        overdue=counts.late,
        mode=case.mode,
        planned=case.planned_at is not None,
        arriving=arrival_owed(case),
        blind=blind,
        own_check_photo=own_check_photo(ctx.actor, case) if blind else None,
        draw=draw.state,
        is_drawn=draw.is_mine,
        draw_widest=draw.widest,
        redraws_left=draw.redraws_left,
        look_back_open=look_back is not None,
        look_back_mine=look_back is not None and look_back.person_id == ctx.actor.id,
        look_back_of_nobody=look_back is not None and look_back.person_id is None,
        look_back_photo=look_back is not None and own_look_back_photo(ctx.actor, look_back) is not None,
        **routing_facts(case),
    )


def helps_only(ctx: Context, case: Case, helpers: list[int]) -> bool:
    """Whether the actor is here for a helping unit, and not for the lead."""
    units = ctx.actor.units_as(Role.HANDLER)
    return case.handler_unit_id not in units and bool(units & set(helpers))


def routing_facts(case: Case) -> dict[str, Any]:
    """What the duty table said of a case."""
    return {
        "refusals": case.refusals,
        "by_table": case.duty_table_id is not None,
        "suggested_unit": case.suggested_unit_id,
        "several_units": case.triage_code == SEVERAL_UNITS,
    }


def counted(ctx: Context, case: Case) -> Row[int, int, int, bool]:
    """What the rows of a case add up to: after-photos of this round, extensions, and whether it is late."""
    wanted = {"case_id": case.id, "round_at": case.round_at, "now": ctx.now}
    return db.session.execute(COUNTS, wanted).one()


def open_requests(case: Case) -> frozenset[RequestKind]:
    """The kinds of request nobody has decided yet."""
    return frozenset(map(RequestKind, db.session.scalars(OPEN_REQUESTS, {"case_id": case.id})))


def arrival_owed(case: Case) -> bool:
    """Whether an arrival clock runs: nobody has been there yet."""
    return case.mode == Mode.ALERT and bool(db.session.scalar(ARRIVING, {"case_id": case.id}))


def verifier_exists(ctx: Context, case: Case, *, two_stage: bool) -> bool:
    """Whether anybody up to the root could verify with duties kept apart."""
    barred = reporters(case) | ({case.assigned_by} if two_stage and case.assigned_by else set())
    wanted = over(ctx, case, (Role.VERIFIER, Role.SUPERVISOR, Role.INSPECTOR))
    wanted |= {"barred": barred, "handler": case.handler_unit_id}
    return db.session.scalar(OUTSIDERS, wanted) is not None


def other_reviewer_exists(ctx: Context, case: Case, request: CaseRequest) -> bool:
    """Whether a supervisor other than the first reviewer and the person who asked has the case in scope."""
    return other_supervisor_exists(ctx, case, {request.reviewed_by, request.requested_by})


def closer_exists(ctx: Context, case: Case) -> bool:
    """Whether a supervisor other than the verifier has the case in scope."""
    return other_supervisor_exists(ctx, case, {case.verified_by})


def other_supervisor_exists(ctx: Context, case: Case, people: set[int | None]) -> bool:
    """Whether an active supervisor beside these people has the case in scope."""
    barred = [person for person in people if person is not None]
    return db.session.scalar(OTHERS, over(ctx, case, (Role.SUPERVISOR,)) | {"barred": barred}) is not None
