"""Lines of the ledger: each case with what each stage left behind, a query a stage for some hundred."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, func, or_, select, type_coerce

from inspect_app.cases.co_handling import helpers_of
from inspect_app.cases.models import Assignment, Case, CaseRequest, Clock, Closure, Rectification
from inspect_app.cases.names import Names, fetch
from inspect_app.cases.origins import sources_of
from inspect_app.cases.queries import LINE
from inspect_app.cases.queries import Line as CaseLine
from inspect_app.cases.statuses import ClockKind, RequestKind, RequestState, Status
from inspect_app.core.among import among
from inspect_app.core.db import db
from inspect_app.supervision.ledger.models import SIGNED, Feedback, Signoff

OF_CASE: Sequence[Any] = (*LINE, Case.mode, Case.relapses)  # what a line shows of the case itself
# What is read of each stage, oldest first: a workbook of a year asks for nothing that it does not show.
ASSIGNED = (Assignment.assigned_at, Assignment.due_at)
DONE = (Rectification.measures, Rectification.submitted_at)
CLOSED = (
    Closure.id,
    Closure.closed_at,
    Closure.closed_by,
    Closure.verified_by,
    Closure.reopened_at,
)
TOLD = (
    *(Feedback.day, Feedback.measure, Feedback.progress, Feedback.amount),
    *(Feedback.amount_unit, Feedback.given_by, Feedback.given_at),
)
TIMED = (Clock.kind, Clock.started_at, Clock.due_at, Clock.met_at, Clock.exempted_at)


def stored(case_id: Any) -> ColumnElement[Any]:
    """The id of a case as the database gives it: to make a UUID of each row took as long as to read it."""
    return type_coerce(case_id, String).label("key")


def stored_ids(cases: Iterable[CaseLine]) -> list[Any]:
    """The same of cases that are read already."""
    dialect = db.session.get_bind().dialect
    write = Case.id.type.dialect_impl(dialect).bind_processor(dialect)
    return [case.id if write is None else write(case.id) for case in cases]


def stage(model: Any, columns: Sequence[Any]) -> Select[Any]:
    """The statement that reads a stage of the cases handed over as `cases`."""
    query = select(stored(model.case_id), *columns)
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
    select(stored(CaseRequest.case_id), func.count())
    .where(among(CaseRequest.case_id, "cases"), CaseRequest.kind == RequestKind.EXTENSION)
    .where(CaseRequest.state == RequestState.APPROVED)
    .group_by(CaseRequest.case_id)
)
SIGNOFFS = select(Signoff.closure_id, Signoff.decided_by, Signoff.decided_at).where(
    among(Signoff.closure_id, "closures"), Signoff.decision == SIGNED
)


class Clocks(NamedTuple):
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


UNTIMED = Clocks()


class Line(NamedTuple):
    """One case as the ledger tells it. `signoff` is that of the last closing, if it stands."""

    case: CaseLine
    clocks: Clocks
    assigned_at: datetime | None
    due_at: datetime | None
    measures: str
    submitted_at: datetime | None
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
    ids = [case.id for case in cases]
    assigned, done, closed, told = (newest(statement, ids) for statement in STAGES)
    standing = {key: row for key, row in closed.items() if row.reopened_at is None}
    signed = signoffs_of([row.id for row in standing.values()])
    clocks, extensions = clocks_of(ids), extensions_of(ids)
    sources, helpers = sources_of(cases), helpers_of(ids)

    def line(case: CaseLine, key: Any) -> Line:
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
            sources=sources[case.id],
            helpers=helpers[case.id],
        )

    return [line(case, key) for case, key in zip(cases, stored_ids(cases), strict=True)]


def rows_of(statement: Any, **values: Any) -> Sequence[Any]:
    """Plain rows, past the session: it would look at each of a hundred thousand for objects to keep."""
    return db.session.connection().execute(statement, values).all()


def newest(statement: Select[Any], ids: Collection[UUID]) -> dict[Any, Any]:
    """The last row of each case, as plain columns."""
    return {row.key: row for row in rows_of(statement, cases=ids)}


def clocks_of(ids: Collection[UUID]) -> dict[Any, Clocks]:
    """What the clocks of each case say; the last rectify clock that ran out tells how late it is."""
    found: dict[Any, list[Any]] = {}
    for row in rows_of(CLOCKS, cases=ids):
        found.setdefault(row.key, []).append(row)
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


def extensions_of(ids: Collection[UUID]) -> dict[Any, int]:
    """How many extensions each case was granted."""
    return {row[0]: row[1] for row in rows_of(EXTENSIONS, cases=ids)}


def signoffs_of(closures: Collection[int]) -> dict[int, Any]:
    """The sign-offs of closings."""
    return {row.closure_id: row for row in rows_of(SIGNOFFS, closures=closures)}


def names_of(lines: Sequence[Line]) -> Names:
    """Every name that the lines mention."""
    cases = [line.case for line in lines]
    units = [unit for case in cases for unit in (case.jurisdiction_unit_id, case.handler_unit_id)]
    units += [unit for line in lines for unit in line.helpers]
    people = [
        *(case.reporter_id for case in cases),
        *(person for line in lines for person in people_of(line)),
    ]
    return fetch(people, units, [case.grid_id for case in cases])


def people_of(line: Line) -> Iterable[int | None]:
    """Who verified, closed and signed off, and who gave feedback."""
    closure, signoff, told = line.closure, line.signoff, line.feedback
    return [
        closure and closure.verified_by,
        closure and closure.closed_by,
        signoff and signoff.decided_by,
        told and told.given_by,
    ]
