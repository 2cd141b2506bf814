"""Lines of the ledger: each case with what each stage left behind, a query a stage for some hundred."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from inspect_app.cases.models import Assignment, Case, CaseRequest, Clock, Closure, Rectification
from inspect_app.cases.names import Names, of_cases
from inspect_app.cases.origins import sources_of
from inspect_app.cases.statuses import ClockKind, RequestKind, RequestState, Status
from inspect_app.core.db import db
from inspect_app.supervision.ledger.models import SIGNED, Feedback, Signoff


@dataclass(frozen=True)
class Clocks:
    """What the clocks of a case say: when it was accepted and verified, how late its rectifying is or was."""

    accepted_at: datetime | None = None
    verified_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    late: bool = False
    exempt: bool = False

    def late_by(self, now: datetime) -> int:
        """Whole hours late by now, or by when it was met; 0 in time."""
        if not self.late or self.due_at is None:
            return 0
        return max(0, int(((self.met_at or now) - self.due_at).total_seconds() // 3600))


@dataclass(frozen=True)
class Line:
    """One case as the ledger tells it. `signoff` is that of the last closing, if it stands."""

    case: Case
    clocks: Clocks
    assigned_at: datetime | None
    due_at: datetime | None
    measures: str
    submitted_at: datetime | None
    closure: Any
    extensions: int
    signoff: Any
    feedback: Feedback | None
    sources: Sequence[str] = ()

    @property
    def signoff_state(self) -> str:
        """Whether the closing is signed off: none, waiting or signed."""
        if self.case.status != Status.CLOSED:
            return "none"
        return "signed" if self.signoff is not None else "waiting"

    @property
    def lateness(self) -> str:
        """in_time, late or exempt."""
        if self.clocks.exempt:
            return "exempt"
        return "late" if self.clocks.late else "in_time"


def lines_of(cases: Sequence[Case]) -> list[Line]:
    """The lines of a page of cases, in their order."""
    ids = [case.id for case in cases]
    assigned, done, closed = newest(Assignment, ids), newest(Rectification, ids), newest(Closure, ids)
    clocks, extensions, told = clocks_of(ids), extensions_of(ids), newest(Feedback, ids)
    sources = sources_of(cases)
    signed = signoffs_of(row.id for row in closed.values())
    return [
        Line(
            case=case,
            clocks=clocks.get(case.id, Clocks()),
            assigned_at=getattr(assigned.get(case.id), "assigned_at", None),
            due_at=case.due_at or getattr(assigned.get(case.id), "due_at", None),
            measures=getattr(done.get(case.id), "measures", ""),
            submitted_at=getattr(done.get(case.id), "submitted_at", None),
            closure=standing(closed.get(case.id)),
            extensions=extensions.get(case.id, 0),
            signoff=signed.get(getattr(standing(closed.get(case.id)), "id", 0)),
            feedback=told.get(case.id),
            sources=sources[case.id],
        )
        for case in cases
    ]


def standing(closure: Any) -> Any:
    """A closing that nobody has undone."""
    return closure if closure is not None and closure.reopened_at is None else None


def newest(model: Any, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The last row of each case, as plain columns."""
    last = select(func.max(model.id)).where(model.case_id.in_(ids)).group_by(model.case_id)
    query = select(*model.__table__.columns).where(model.id.in_(last))
    return {row.case_id: row for row in db.session.execute(query)}


def clocks_of(ids: Sequence[UUID]) -> dict[UUID, Clocks]:
    """What the clocks of each case say; the last rectify clock tells how late it is."""
    query = select(
        Clock.case_id,
        Clock.kind,
        Clock.started_at,
        Clock.due_at,
        Clock.met_at,
        Clock.breached_at,
        Clock.exempted_at,
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in db.session.execute(query.where(Clock.case_id.in_(ids)).order_by(Clock.id)):
        found[row.case_id].append(row)
    return {case_id: summed(rows) for case_id, rows in found.items()}


def summed(rows: Sequence[Any]) -> Clocks:
    """The clocks of one case, oldest first."""
    by_kind = {kind: [row for row in rows if row.kind == kind] for kind in ClockKind}
    work = by_kind[ClockKind.RECTIFY]
    breached = [row for row in work if row.breached_at is not None]
    told = breached[-1] if breached else None
    return Clocks(
        accepted_at=next((row.started_at for row in by_kind[ClockKind.ASSIGN]), None),
        verified_at=next((row.met_at for row in reversed(by_kind[ClockKind.VERIFY])), None),
        due_at=told and told.due_at,
        met_at=told and told.met_at,
        late=bool(breached),
        exempt=bool(breached) and all(row.exempted_at is not None for row in breached),
    )


def extensions_of(ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many extensions each case was granted."""
    granted = (CaseRequest.kind == RequestKind.EXTENSION, CaseRequest.state == RequestState.APPROVED)
    query = select(CaseRequest.case_id, func.count()).where(CaseRequest.case_id.in_(ids), *granted)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(CaseRequest.case_id))}


def signoffs_of(closure_ids: Iterable[int]) -> dict[int, Any]:
    """The sign-offs of closings."""
    wanted = list(closure_ids)
    query = select(*Signoff.__table__.columns)
    where = (Signoff.closure_id.in_(wanted), Signoff.decision == SIGNED)
    return {row.closure_id: row for row in db.session.execute(query.where(*where))} if wanted else {}


def names_of(lines: Sequence[Line]) -> Names:
    """Every name that the lines mention."""
    people = [person for line in lines for person in people_of(line)]
    return of_cases([line.case for line in lines], people)


def people_of(line: Line) -> list[int | None]:
    """Who verified, closed and signed off, and who gave feedback."""
    closure, signoff, told = line.closure, line.signoff, line.feedback
    return [
        closure and closure.verified_by,
        closure and closure.closed_by,
        signoff and signoff.decided_by,
        told and told.given_by,
    ]
