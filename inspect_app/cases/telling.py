"""What people are told when a case moves: its events, with who has to do with them and what words may say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from inspect_app.cases.categories import known_category
from inspect_app.cases.effects import subject_of
from inspect_app.cases.gather import reporters
from inspect_app.cases.models import Case, CaseRequest
from inspect_app.cases.statuses import REQUEST_LABELS, RequestKind
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
