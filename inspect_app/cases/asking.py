"""Requests of a handling unit (extension, transfer, suspension, appeal), and what an approval sets going."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases import clocks
from inspect_app.cases.facts import Facts
from inspect_app.cases.gather import gather, other_reviewer_exists
from inspect_app.cases.machine import decide
from inspect_app.cases.models import Assignment, Case, CaseRequest
from inspect_app.cases.service import StaleVersion, as_system, lock_case, step
from inspect_app.cases.statuses import RequestKind, RequestState
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_request
from inspect_app.cases.wire import loggable
from inspect_app.cases.workflow import ASKING, REQUEST_WORKFLOW
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem, not_found
from inspect_app.core.ids import uuid7


def ask(ctx: Context, case_id: UUID, kind: str, sent: Mapping[str, Any], *, version: int) -> Receipt:
    """File a request; the version of the case goes up by one."""
    case = lock_case(ctx, case_id)
    check_version(case, version)
    decision = decide(ASKING, kind, gather(ctx, case), sent)
    values = decision.values
    if values.get("unit_id") is not None and db.session.get(Unit, values["unit_id"]) is None:
        raise field_problem("unit_id", "There is no such unit.", "unknown_unit")
    request = CaseRequest(
        id=uuid7(),
        case_id=case.id,
        kind=kind,
        state=RequestState.REQUESTED,
        reason=values["reason"],
        due_at=values.get("due_at") or values.get("until"),
        unit_id=values.get("unit_id"),
        requested_by=ctx.actor.id,
        requested_at=ctx.now,
    )
    db.session.add(request)
    touch(ctx, case)
    db.session.flush()
    tell_request(ctx, case, request, decision.transition.event)
    public = {"request": str(request.id), "kind": kind, "version": case.version}
    return append(ctx, [Fact(subject_of(case.id), decision.transition.event, public, words(values))])[0]


def answer(ctx: Context, request_id: UUID, action: str, sent: Mapping[str, Any], *, version: int) -> Receipt:
    """Approve, deny or withdraw a request; an approval does what was asked in the same transaction."""
    request = db.session.get(CaseRequest, request_id)
    if request is None:
        raise not_found()
    case = lock_case(ctx, request.case_id)
    check_version(case, version)
    db.session.refresh(request)
    decision = decide(REQUEST_WORKFLOW, action, facts_of(ctx, case, request, gather(ctx, case)), sent)
    request.state = RequestState(str(decision.transition.target))
    sign(ctx, request, decision.values.get("note"))
    touch(ctx, case)
    db.session.flush()
    tell_request(ctx, case, request, decision.transition.event)
    public = {"request": str(request.id), "kind": request.kind, "version": case.version}
    facts = [Fact(subject_of(case.id), decision.transition.event, public, words(decision.values))]
    if request.state == RequestState.APPROVED:
        facts += GRANTED[RequestKind(request.kind)](ctx, case, request)
    return append(ctx, facts)[0]


def sign(ctx: Context, request: CaseRequest, note: str | None) -> None:
    """Who decided, or reviewed first, when, and with which words."""
    if request.state == RequestState.REVIEWED:
        request.reviewed_by, request.reviewed_at, request.review_note = ctx.actor.id, ctx.now, note
    else:
        request.decided_by, request.decided_at, request.decision_note = ctx.actor.id, ctx.now, note


def check_version(case: Case, version: int) -> None:
    """Refuse to act on an older view of the case."""
    if case.version != version:
        raise StaleVersion(case.id, case.version)


def facts_of(ctx: Context, case: Case, request: CaseRequest, gathered: Facts) -> Facts:
    """The facts gathered of the case, seen from one of its requests."""
    return replace(
        gathered,
        status=request.state,
        is_requester=request.requested_by == ctx.actor.id,
        request_kind=request.kind,
        is_first_reviewer=ctx.actor.id is not None and request.reviewed_by == ctx.actor.id,
        somebody_else_may_review=request.state != RequestState.REVIEWED
        or other_reviewer_exists(ctx, case, request),
    )


def touch(ctx: Context, case: Case) -> None:
    """A request is something a stale reader must hear of."""
    case.version += 1
    case.updated_at = ctx.now


def words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Form values for the log."""
    return {name: loggable(value) for name, value in values.items() if value is not None}


def grant_extension(ctx: Context, case: Case, request: CaseRequest) -> list[Fact]:
    """Move the due date; a breach that was recorded stays recorded."""
    assert request.due_at is not None
    before = case.due_at
    clocks.move_due(ctx, case, request.due_at, request.id)
    rows = select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
    for row in db.session.scalars(rows):
        row.due_at = request.due_at
    public = {"from": before and loggable(before), "to": loggable(request.due_at)}
    return [Fact(subject_of(case.id), "due_date_moved", public)]


def grant_transfer(ctx: Context, case: Case, request: CaseRequest) -> list[Fact]:
    """Recall and assign to the other unit, with the time that was left."""
    due_at = max(case.due_at or ctx.now, ctx.now + clocks.SHORTEST_TRANSFER)
    mode = case.mode
    recalled = step(ctx, case, "recall", {"reason": request.reason})
    form = {
        "unit_id": request.unit_id,
        "mode": mode,
        "due_at": to_iso(due_at),
        "instructions": request.reason,
        "reason": request.reason,
    }
    return recalled + step(ctx, case, "assign", form)


def grant_suspension(ctx: Context, case: Case, request: CaseRequest) -> list[Fact]:
    """Suspend as the system: only an approved request leads there."""
    form = {"until": to_iso(request.due_at), "reason": request.reason}
    return step(as_system(ctx), case, "suspend", form)


def grant_appeal(ctx: Context, case: Case, request: CaseRequest) -> list[Fact]:
    """The fact of being late stays; statistics leave it out from now on."""
    clocks.exempt(ctx, case, request)
    public = {"request": str(request.id), "first": request.reviewed_by, "second": request.decided_by}
    return [Fact(subject_of(case.id), "breach_exempted", public)]


GRANTED = {
    RequestKind.EXTENSION: grant_extension,
    RequestKind.TRANSFER: grant_transfer,
    RequestKind.SUSPENSION: grant_suspension,
    RequestKind.APPEAL: grant_appeal,
}
