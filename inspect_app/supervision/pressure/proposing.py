"""Writing proposals: each threshold of each subject and period once, with one notice a day for an area."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Fact, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.upsert import upsert_into
from inspect_app.notify.audience import Parties
from inspect_app.notify.service import Happening, announce
from inspect_app.places.days import local_day
from inspect_app.supervision.pressure.ladder import Rung
from inspect_app.supervision.pressure.models import Proposal
from inspect_app.supervision.pressure.states import ProposalState

LADDER, ACCOUNTABILITY = "ladder", "accountability"
MOST_CASES = 200  # that a proposal names; `basis` has the whole count


@dataclass(frozen=True)
class Suggestion:
    """What a rule found. `subject` with rule and period is what is proposed once."""

    kind: str
    rule: str
    subject: str
    period: str
    rung: Rung
    unit_id: int
    jurisdiction_unit_id: int
    case_ids: list[UUID]
    basis: dict[str, Any]
    office: str | None = None

    @property
    def key(self) -> str:
        """What makes the same suggestion the same."""
        return f"{self.kind}:{self.rule}:{self.subject}:{self.period}"


def propose(ctx: Context, suggestions: Iterable[Suggestion]) -> int:
    """Write those that are new, tell who decides, log them; how many were new."""
    new = [(proposal_id, item) for item in suggestions if (proposal_id := keep(ctx, item)) is not None]
    if not new:
        return 0
    day = local_day(ctx.now).isoformat()
    areas = sorted({item.jurisdiction_unit_id for _, item in new})
    announce(ctx, *(waiting(area, day) for area in areas))
    append(ctx, [fact_of(proposal_id, item) for proposal_id, item in new])
    return len(new)


def keep(ctx: Context, item: Suggestion) -> UUID | None:
    """The id of a new proposal; None when it stands there already."""
    row = {
        "id": uuid7(),
        "key": item.key,
        "kind": item.kind,
        "rule": item.rule,
        "period": item.period,
        "rung": item.rung,
        "office": item.office,
        "unit_id": item.unit_id,
        "jurisdiction_unit_id": item.jurisdiction_unit_id,
        "case_id": item.case_ids[0] if item.kind == LADDER else None,
        "case_ids": [str(case_id) for case_id in item.case_ids[:MOST_CASES]],
        "basis": item.basis,
        "state": ProposalState.OPEN,
        "made_at": ctx.now,
    }
    statement = upsert_into(Proposal).values(row).on_conflict_do_nothing(index_elements=["key"])
    return db.session.scalar(statement.returning(Proposal.id))


def waiting(area: int, day: str) -> Happening:
    """One notice a day, however many proposals it brings."""
    subject = f"proposals:{area}"
    return Happening("pressure_proposed", f"{subject}/{day}", subject, Parties(jurisdiction_unit=area))


def fact_of(proposal_id: UUID, item: Suggestion) -> Fact:
    """What the log keeps: rule, period and counts; nobody is named before somebody decides."""
    public = {
        "rule": item.rule,
        "period": item.period,
        "rung": item.rung,
        "unit": item.unit_id,
        "cases": len(item.case_ids),
    }
    return Fact(f"proposal:{proposal_id}", "pressure_proposed", public, item.basis)
