"""Lines of the ledger: each case with what each stage left behind, a query a stage for some hundred.

Instants are read in their wire form, and cases go by their keys (core/stored.py).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select

from inspect_app.cases.co_handling import helpers_of
from inspect_app.cases.lines import Line as CaseLine
from inspect_app.cases.models import Assignment, CaseRequest, Clock, Closure, Rectification
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.origins import sources_of
from inspect_app.cases.statuses import ClockKind, RequestKind, RequestState, Status
from inspect_app.core.among import among
from inspect_app.core.clock import from_iso
from inspect_app.core.stored import key, plain_rows, wire_time
from inspect_app.supervision.ledger.models import SIGNED, Feedback, Signoff

# What is read of each stage, oldest first: a workbook of a year asks for nothing that it does not show.
ASSIGNED = (wire_time(Assignment.assigned_at), wire_time(Assignment.due_at))
DONE = (Rectification.measures, wire_time(Rectification.submitted_at))
CLOSED = (
    Closure.id,
    wire_time(Closure.closed_at),
    Closure.closed_by,
    Closure.verified_by,
    Closure.reopened_at,
)
TOLD = (
    *(Feedback.day, Feedback.measure, Feedback.progress, Feedback.amount),
    *(Feedback.amount_unit, Feedback.given_by, wire_time(Feedback.given_at)),
)
TIMED = (
    *(Clock.kind, wire_time(Clock.started_at), wire_time(Clock.due_at)),
    *(wire_time(Clock.met_at), Clock.exempted_at),
)


def stage(model: Any, columns: Sequence[Any]) -> Select[Any]:
    """The statement that reads a stage of the cases handed over as `cases`."""
    query = select(key(model.case_id).label("key"), *columns)
    return query.where(among(model.case_id, "cases")).order_by(model.id)


STAGES = (
    stage(Assignment, ASSIGNED),
    stage(Rectification, DONE),
    stage(Closure, CLOSED),
    stage(Feedback, TOLD),
)
WORK_LATE = (Clock.kind == ClockKind.RECTIFY) & Clock.breached_at.is_not(None)
CLOCKS = stage(Clock, TIMED).where(or_(Clock.kind.in_([ClockKind.ASSIGN, ClockKind.VERIFY]), WORK_LATE))
EXTENSIONS = (
    select(key(CaseRequest.case_id), func.count())
    .where(among(CaseRequest.case_id, "cases"), CaseRequest.kind == RequestKind.EXTENSION)
    .where(CaseRequest.state == RequestState.APPROVED)
    .group_by(CaseRequest.case_id)
)
SIGNOFFS = select(Signoff.closure_id, Signoff.decided_by, wire_time(Signoff.decided_at)).where(
    among(Signoff.closure_id, "closures"), Signoff.decision == SIGNED
)


class Clocks(NamedTuple):
    """What the clocks of a case say: when it was accepted and verified, how late its rectifying is or was."""

    accepted_at: str | None = None
    verified_at: str | None = None
    due_at: str | None = None
    met_at: str | None = None
    late: bool = False
    exempt: bool = False

    def late_by(self, now: datetime) -> int:
        """Whole hours late by now, or by when it was met; 0 in time."""
        if not self.late or self.due_at is None:
            return 0
        until = from_iso(self.met_at) if self.met_at else now
        return max(0, int((until - from_iso(self.due_at)).total_seconds() // 3600))


UNTIMED = Clocks()


class Line(NamedTuple):
    """One case as the ledger tells it. `signoff` is that of the last closing, if it stands."""

    case: CaseLine
    clocks: Clocks
    assigned_at: str | None
    due_at: str | None
    measures: str
    submitted_at: str | None
    closure: Any
    extensions: int
    signoff: Any
    feedback: Any
    sources: Sequence[str] = ()
    helpers: Sequence[int] = ()

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


def lines_of(cases: Sequence[CaseLine]) -> list[Line]:
    """The lines of a page of cases, in their order."""
    keys = [case.key for case in cases]
    assigned, done, closed, told = (newest(statement, keys) for statement in STAGES)
    standing = {key: row for key, row in closed.items() if row.reopened_at is None}
    signed = signoffs_of([row.id for row in standing.values()])
    clocks, extensions = clocks_of(keys), extensions_of(keys)
    sources, helpers = sources_of({case.key: case.source for case in cases}), helpers_of(keys)

    def line(case: CaseLine) -> Line:
        key = case.key
        given, work, closure = assigned.get(key), done.get(key), standing.get(key)
        return Line(
            case=case,
            clocks=clocks.get(key, UNTIMED),
            assigned_at=given and given.assigned_at,
            due_at=case.due_at or (given and given.due_at),
            measures=work.measures if work else "",
            submitted_at=work and work.submitted_at,
            closure=closure,
            extensions=extensions.get(key, 0),
            signoff=closure and signed.get(closure.id),
            feedback=told.get(key),
            sources=sources[key],
            helpers=helpers.get(key, ()),
        )

    return [line(case) for case in cases]


def newest(statement: Select[Any], keys: Collection[str]) -> dict[str, Any]:
    """The last row of each case, as plain columns."""
    return {row[0]: row for row in plain_rows(statement, cases=keys)}


def clocks_of(keys: Collection[str]) -> dict[str, Clocks]:
    """What the clocks of each case say; the last rectify clock that ran out tells how late it is."""
    found: dict[str, list[Any]] = {}
    for row in plain_rows(CLOCKS, cases=keys):
        found.setdefault(row[0], []).append(row)
    return {key: summed(rows) for key, rows in found.items()}


def summed(rows: Sequence[Any]) -> Clocks:
    """The clocks of one case, oldest first: those of assigning and verifying, and of work that was late."""
    accepted_at = verified_at = late = None
    exempt = True
    for row in rows:
        if row.kind == ClockKind.ASSIGN:
            accepted_at = accepted_at or row.started_at
        elif row.kind == ClockKind.VERIFY:
            verified_at = row.met_at
        else:
            late, exempt = row, exempt and row.exempted_at is not None
    if late is None:
        return Clocks(accepted_at, verified_at)
    return Clocks(accepted_at, verified_at, late.due_at, late.met_at, late=True, exempt=exempt)


def extensions_of(keys: Collection[str]) -> dict[str, int]:
    """How many extensions each case was granted."""
    return dict(plain_rows(EXTENSIONS, cases=keys))


def signoffs_of(closures: Collection[int]) -> dict[int, Any]:
    """The sign-offs of closings."""
    return {row.closure_id: row for row in plain_rows(SIGNOFFS, closures=closures)}


def names_of(lines: Sequence[Line]) -> Names:
    """Every name that the lines mention."""
    cases = [line.case for line in lines]
    units = {unit for case in cases for unit in (case.jurisdiction_unit_id, case.handler_unit_id)}
    units.update(unit for line in lines for unit in line.helpers)
    people = {*(case.reporter_id for case in cases), *people_of(lines)}
    return fetch(people, units, {case.grid_id for case in cases})


def people_of(lines: Sequence[Line]) -> Iterator[int | None]:
    """Who verified, closed and signed off, and who gave feedback."""
    for line in lines:
        if (closure := line.closure) is not None:
            yield from (closure.verified_by, closure.closed_by)
        if line.signoff is not None:
            yield line.signoff.decided_by
        if line.feedback is not None:
            yield line.feedback.given_by
