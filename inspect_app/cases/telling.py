"""What people are told when a case moves: its events, with who has to do with them and what words may say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.eligibility import Purpose
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.lookbacks.models import LookBack
from inspect_app.cases.models import Case, CaseRequest
from inspect_app.cases.reach import reporters
from inspect_app.cases.statuses import REQUEST_LABELS, RequestKind
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.notify.audience import Parties
from inspect_app.notify.service import Happening, announce


def tell_step(ctx: Context, case: Case, event: str, handler_unit: int | None) -> None:
    """A step was made; `handler_unit` had the case before it, and may have lost it by it."""
    key = f"{subject_of(case.id)}/{case.version}/{event}"
    parties = parties_of(case, handler_unit=case.handler_unit_id or handler_unit)
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case)))


def tell_filed(ctx: Context, case: Case) -> None:
    """A report opened a case; the only party beside its reporter is the office of the place."""
    key = f"{subject_of(case.id)}/{case.version}/case_reported"
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id)
    announce(ctx, Happening("case_reported", key, subject_of(case.id), parties, details_of(case)))


def tell_closing_waits(ctx: Context, case: Case) -> None:
    """A case of two stages passed: now a supervisor closes it."""
    tell_step(ctx, case, "rectification_verified.closing_waits", case.handler_unit_id)


def tell_request(ctx: Context, case: Case, request: CaseRequest, event: str) -> None:
    """A request was made or decided."""
    key = f"{subject_of(case.id)}/request/{request.id}/{event}"
    parties = parties_of(case, handler_unit=case.handler_unit_id, requester=request.requested_by)
    label = REQUEST_LABELS[RequestKind(request.kind)]
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case, request=label)))


def tell_drawn(ctx: Context, case: Case, draw: Draw, due_at: datetime | None) -> None:
    """Somebody was drawn, or nobody could be."""
    kind = "verifier_drawn" if draw.purpose == Purpose.VERIFY else "look_back_drawn"
    event = kind if draw.person_id is not None else f"nobody_drawn.{draw.purpose}"
    named = frozenset({draw.person_id}) if draw.person_id is not None else frozenset()
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id, named=named)
    due = {"due": {"at": to_millis(due_at)}} if due_at is not None else {}
    key = f"{subject_of(case.id)}/draw/{draw.id}"
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case, **due)))


def tell_look_back_late(ctx: Context, case: Case, look_back: LookBack) -> None:
    """A look-back was not made in time."""
    named = frozenset({look_back.person_id}) if look_back.person_id is not None else frozenset()
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id, named=named)
    due = {"due": {"at": to_millis(look_back.due_at)}} if look_back.due_at else {}
    key = f"{subject_of(case.id)}/look_back/{look_back.id}/late"
    event = "look_back_overdue"
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case, **due)))


class Breached(Protocol):
    """What people are told of a clock that ran out."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


def tell_breach(ctx: Context, case: Case, clock: Breached) -> None:
    """A clock ran out."""
    key = f"{subject_of(case.id)}/clock/{clock.id}"
    due = {"at": to_millis(clock.due_at)}
    parties = parties_of(case, handler_unit=case.handler_unit_id)
    details = details_of(case, due=due)
    announce(ctx, Happening(f"clock_breached.{clock.kind}", key, subject_of(case.id), parties, details))


def parties_of(case: Case, *, handler_unit: int | None, requester: int | None = None) -> Parties:
    """Who has to do with a case."""
    return Parties(
        handler_unit=handler_unit,
        jurisdiction_unit=case.jurisdiction_unit_id,
        reporters=frozenset(reporters(case)),
        assigner=case.assigned_by,
        requester=requester,
    )


def details_of(case: Case, **more: Mapping[str, Any]) -> dict[str, Any]:
    """What the words may say: the number, the category and the due date."""
    due = {"due": {"at": to_millis(case.due_at)}} if case.due_at is not None else {}
    category = known_category(case.category)
    label = {"zh": category.zh, "en": category.en}
    return {"number": case.number, "category": label, **due, **more}
