"""Keeping what reports say of operators, and finding the same one in cases elsewhere."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_

from inspect_app.cases.lookbacks.models import CaseTrace
from inspect_app.cases.lookbacks.rules import relocation_rule_on
from inspect_app.cases.lookbacks.traces import Seen, Suspicion, suspicions, traces_of
from inspect_app.cases.models import Case
from inspect_app.cases.scope import visible_to
from inspect_app.cases.statuses import Status
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.upsert import upsert_into
from inspect_app.places.datum import E7
from inspect_app.places.days import local_day

MOST = 20
GONE = (Status.REJECTED, Status.MERGED)


def keep_traces(case: Case) -> None:
    """Remember what a new case says of who runs the place."""
    found = traces_of(case.fields, case.note)
    rows = [{"case_id": case.id, "kind": kind, "value": value} for kind, value in sorted(found)]
    if rows:
        db.session.execute(upsert_into(CaseTrace).on_conflict_do_nothing(), rows)


def keep_missing_traces(after: UUID | None, most: int) -> UUID | None:
    """Do the same for the next cases by id, older than this knowledge; the last id, None at the end."""
    query = select(Case).order_by(Case.id).limit(most)
    cases = list(db.session.scalars(query if after is None else query.where(Case.id > after)))
    for case in cases:
        keep_traces(case)
    return cases[-1].id if len(cases) == most else None


def relocations(ctx: Context, case: Case) -> list[tuple[Suspicion, Case]]:
    """Hints that the operator of a case turned up elsewhere, among the cases the actor may see."""
    rule = relocation_rule_on(local_day(ctx.now))
    if rule is None or case.lat_e7 is None or case.lon_e7 is None:
        return []
    others = same_operator(ctx, case)
    known = {str(other.id): other for other, _ in others}
    seen = [Seen(str(other.id), kind, other.reported_at, place_of(other)) for other, kind in others]
    place = (case.lat_e7 / E7, case.lon_e7 / E7)
    return [(hint, known[hint.case]) for hint in suspicions(place, case.reported_at, seen, rule)][:MOST]


def same_operator(ctx: Context, case: Case) -> Sequence[tuple[Case, str]]:
    """Visible cases that share a trace, newest first."""
    own = select(CaseTrace.kind, CaseTrace.value).where(CaseTrace.case_id == case.id)
    traces = [tuple(row) for row in db.session.execute(own)]
    if not traces:
        return []
    query = (
        select(Case, CaseTrace.kind)
        .join(CaseTrace, CaseTrace.case_id == Case.id)
        .where(
            tuple_(CaseTrace.kind, CaseTrace.value).in_(traces),
            Case.id != case.id,
            Case.status.not_in(GONE),
            visible_to(ctx.actor),
        )
        .order_by(Case.reported_at.desc())
        .limit(200)
    )
    return [(other, kind) for other, kind in db.session.execute(query)]


def place_of(case: Case) -> tuple[float, float] | None:
    """Where a case is, WGS-84 degrees."""
    if case.lat_e7 is None or case.lon_e7 is None:
        return None
    return case.lat_e7 / E7, case.lon_e7 / E7
