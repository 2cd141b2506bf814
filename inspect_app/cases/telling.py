"""What people are told when a case moves: its events, with who has to do with them and what words may say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from inspect_app.cases.categories import known_category
from inspect_app.cases.draws.eligibility import Purpose
from inspect_app.cases.draws.models import Draw
from inspect_app.cases.lookbacks.models import LookBack
from inspect_app.cases.models import Case, CaseRequest
from inspect_app.cases.reach import reporters, reporters_of
from inspect_app.cases.statuses import REQUEST_LABELS, RequestKind
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.notify.audience import BY_REPORTERS, NOBODY, Asked, Directory, Parties
from inspect_app.notify.service import Happening, announce
from inspect_app.notify.table import TABLE

FILED = "case_reported"


def tell_step(ctx: Context, case: Case, event: str, handler_unit: int | None) -> None:
    """A step was made; `handler_unit` had the case before it, and may have lost it by it."""
    key = f"{subject_of(case.id)}/{case.version}/{event}"
    parties = parties_of(case, handler_unit=case.handler_unit_id or handler_unit)
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case)))


def hearers_of_filed(ctx: Context, jurisdiction_unit: int) -> Directory:
    """Who hears of a new case there: read before the transaction that opens it."""
    row = TABLE[FILED]
    asked = Asked(row.audiences, Parties(jurisdiction_unit=jurisdiction_unit), row.at_post)
    return Directory([asked], ctx.now)


def tell_helper(ctx: Context, case: Case, unit_id: int) -> None:
    """A unit is to help the lead; the step that follows is the case's next version."""
    key = f"{subject_of(case.id)}/{case.version + 1}/case_assigned.helping/{unit_id}"
    parties = Parties(handler_unit=unit_id, jurisdiction_unit=case.jurisdiction_unit_id)
    announce(ctx, Happening("case_assigned.helping", key, subject_of(case.id), parties, details_of(case)))


def key_of_filed(case: Case) -> str:
    """How the notice of a new case is named."""
    return f"{subject_of(case.id)}/{case.version}/{FILED}"


def tell_filed(ctx: Context, case: Case, hearers: Directory) -> None:
    """A report opened a case; the only party beside its reporter is the office of the place.

    Its number is not drawn yet: whoever draws it rewords the notice.
    """
    key = key_of_filed(case)
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id)
    announce(ctx, Happening(FILED, key, subject_of(case.id), parties, details_of(case)), directory=hearers)


def tell_closing_waits(ctx: Context, case: Case) -> None:
    """A case of two stages passed: now a supervisor closes it."""
    tell_step(ctx, case, "rectification_verified.closing_waits", case.handler_unit_id)


def tell_request(ctx: Context, case: Case, request: CaseRequest, event: str) -> None:
    """A request was made or decided."""
    key = f"{subject_of(case.id)}/request/{request.id}/{event}"
    parties = parties_of(case, handler_unit=case.handler_unit_id, requester=request.requested_by)
    label = REQUEST_LABELS[RequestKind(request.kind)]
    announce(ctx, Happening(event, key, subject_of(case.id), parties, details_of(case, request=label)))


def tell_drawn(ctx: Context, *draws: tuple[Case, Draw, datetime | None]) -> None:
    """Somebody was drawn, or nobody could be; all of a transaction are told together."""
    announce(ctx, *(drawn(*draw) for draw in draws))


def drawn(case: Case, draw: Draw, due_at: datetime | None) -> Happening:
    """One of them."""
    kind = "verifier_drawn" if draw.purpose == Purpose.VERIFY else "look_back_drawn"
    event = kind if draw.person_id is not None else f"nobody_drawn.{draw.purpose}"
    named = frozenset({draw.person_id}) if draw.person_id is not None else frozenset()
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id, named=named)
    due = {"due": {"at": to_millis(due_at)}} if due_at is not None else {}
    key = f"{subject_of(case.id)}/draw/{draw.id}"
    return Happening(event, key, subject_of(case.id), parties, details_of(case, **due))


def tell_look_backs_late(ctx: Context, late: Sequence[tuple[Case, LookBack]]) -> None:
    """Look-backs were not made in time; all of a transaction are told together."""
    announce(ctx, *(look_back_late(case, look_back) for case, look_back in late))


def look_back_late(case: Case, look_back: LookBack) -> Happening:
    """One of them."""
    named = frozenset({look_back.person_id}) if look_back.person_id is not None else frozenset()
    parties = Parties(jurisdiction_unit=case.jurisdiction_unit_id, named=named)
    due = {"due": {"at": to_millis(look_back.due_at)}} if look_back.due_at else {}
    key = f"{subject_of(case.id)}/look_back/{look_back.id}/late"
    return Happening("look_back_overdue", key, subject_of(case.id), parties, details_of(case, **due))


class Told(Protocol):
    """What people are told of a case: itself, or the columns of it."""

    @property
    def id(self) -> UUID: ...
    @property
    def number(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def jurisdiction_unit_id(self) -> int: ...
    @property
    def handler_unit_id(self) -> int | None: ...
    @property
    def assigned_by(self) -> int | None: ...
    @property
    def due_at(self) -> datetime | None: ...


class Breached(Protocol):
    """What people are told of a clock that ran out."""

    @property
    def id(self) -> int: ...
    @property
    def case_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


def tell_breaches(ctx: Context, cases: Mapping[UUID, Told], clocks: Sequence[Breached]) -> None:
    """Clocks ran out; all of a transaction are told together."""
    by_reporters = {clock.case_id for clock in clocks if BY_REPORTERS & set(TABLE[event_of(clock)].audiences)}
    filed_by = reporters_of(by_reporters)
    told = []
    for clock in clocks:
        case = cases[clock.case_id]
        parties = Parties(
            handler_unit=case.handler_unit_id,
            jurisdiction_unit=case.jurisdiction_unit_id,
            reporters=filed_by.get(case.id, NOBODY),
            assigner=case.assigned_by,
        )
        subject = subject_of(case.id)
        details = details_of(case, due={"at": to_millis(clock.due_at)})
        key = f"{subject}/clock/{clock.id}"
        told.append(Happening(event_of(clock), key, subject, parties, details))
    announce(ctx, *told)


def event_of(clock: Breached) -> str:
    """How the table of notices names a clock that ran out."""
    return f"clock_breached.{clock.kind}"


def parties_of(case: Case, *, handler_unit: int | None, requester: int | None = None) -> Parties:
    """Who has to do with a case."""
    return Parties(
        handler_unit=handler_unit,
        jurisdiction_unit=case.jurisdiction_unit_id,
        reporters=frozenset(reporters(case)),
        assigner=case.assigned_by,
        requester=requester,
    )


def details_of(case: Told, **more: Mapping[str, Any]) -> dict[str, Any]:
    """What the words may say: the number, the category and the due date."""
    due = {"due": {"at": to_millis(case.due_at)}} if case.due_at is not None else {}
    category = known_category(case.category)
    label = {"zh": category.zh, "en": category.en}
    return {"number": case.number, "category": label, **due, **more}
