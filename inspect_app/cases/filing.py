"""Filing a report: it opens a case, finds its place and its unit, and is never taken twice."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases import clocks
from inspect_app.cases.categories import Category, get_category
from inspect_app.cases.deadlines.counting import Counted, Ground, count
from inspect_app.cases.filing_end import write_last
from inspect_app.cases.forms import clean_text, read_form
from inspect_app.cases.lookbacks.relocation import keep_traces
from inspect_app.cases.models import NEVER, Case, Report
from inspect_app.cases.numbering import count_up
from inspect_app.cases.routing import Route, route
from inspect_app.cases.sources import PATROL, Source, check_may_file, get_source
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import hearers_of_filed, tell_filed
from inspect_app.cases.wire import loggable, map_cell
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.logs import note
from inspect_app.core.metrics import record_lag
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.core.transaction import after_commit
from inspect_app.core.upsert import upsert_into
from inspect_app.evidence.models import Photo
from inspect_app.evidence.position import Position
from inspect_app.evidence.service import Announcement, announce
from inspect_app.notify.audience import Directory
from inspect_app.places.days import local_day

REPORTERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.VERIFIER)


@dataclass(frozen=True)
class Filing:
    """What a phone sent: the raw body and what was read from it. Times are the phone's clock."""

    id: UUID
    body: bytes
    category: str
    note: str
    fields: dict[str, Any]
    captured_at: datetime
    position: Position | None
    photos: list[Announcement]
    clock_offset_ms: int | None
    source: str = PATROL
    source_fields: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def body_sha256(self) -> str:
        """Lower-case hex; tells a repeated report from another one under the same id."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Rules:
    """What the rules of the day say of a report: its category, its checked form, its way, its origin."""

    category: Category
    fields: dict[str, Any]
    path: Route
    source: Source
    source_fields: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """All that can be known of a report before it is filed: its case, belonging to no session yet and without
    a number, the clock that starts with it, and who will be told.
    """

    rules: Rules
    case: Case
    clock: Counted | None
    hearers: Directory


@dataclass(frozen=True)
class Opened:
    """A report whose case is open, and what the log is to keep of it."""

    case: Case
    report: Report
    fact: Fact


@dataclass(frozen=True)
class Filed:
    """A report that is here, the number of its case, and whether it has just come."""

    report: Report
    number: str
    new: bool


def plan_report(ctx: Context, filing: Filing) -> Plan:
    """Read the rules for a report, before the transaction that files it: others need not wait for that.

    Problems: `unknown_category`, `unknown_source`, `source_not_yours`, `invalid_request`.
    """
    today = local_day(ctx.now)
    category = get_category(filing.category, today)
    fields = read_form(category.fields, filing.fields)
    source = get_source(filing.source, today)
    check_may_file(source, ctx.actor.roles)
    told = filled(read_form(source.fields, filing.source_fields))
    path = route(filing.position, category.code, source.code, today)
    return planned(ctx, filing, Rules(category, fields, path, source, told))


def planned(ctx: Context, filing: Filing, rules: Rules) -> Plan:
    """Everything else that is read or counted beforehand."""
    case = Case(**case_row(ctx, filing, rules))
    unit_id = rules.path.jurisdiction_unit_id
    clock = count(case, ClockKind.ACCEPT, None, Ground(unit_id, ctx.now))
    case.urgent_at = clock.due.at if clock else NEVER
    return Plan(rules, case, clock, hearers_of_filed(ctx, unit_id))


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """What was said, as JSON: instants as milliseconds, nothing for what was left empty."""
    return {name: loggable(value) for name, value in values.items() if value is not None}


def file_report(ctx: Context, filing: Filing, plan: Plan) -> Filed:
    """Take a report. The same id with the same body gives the same report again.

    Problems: `report_conflict` (409), those of `announce`.
    """
    note(case_id=str(filing.id))
    if (opened := open_report(ctx, filing, plan)) is None:
        return filed_before(same_report(ctx, db.session.get_one(Report, filing.id), filing))
    note_filed(ctx, opened, append(ctx, [opened.fact])[0])
    return Filed(opened.report, plan.case.number, new=True)


def open_report(ctx: Context, filing: Filing, plan: Plan) -> Opened | None:
    """Open the case of a report; None when there is one under its id (the database waits for another request
    that is opening it).

    The caller appends the fact with those of its own act, then calls `note_filed` (or `keep_last`).
    """
    case = plan.case
    if not open_case(case):
        return None
    report = keep_report(ctx, filing, plan.rules)
    photos = announce(ctx, filing.id, filing.id, filing.photos)
    if plan.clock is not None:
        clocks.begin(ctx, case.id, ClockKind.ACCEPT, plan.clock)
    keep_traces(case)
    tell_filed(ctx, case, plan.hearers)
    # From here to the commit reports wait for each other: numbers have no gaps.
    case.number = next_number(ctx.now)
    return Opened(case, report, report_fact(case, report, photos, plan.rules))


def note_filed(ctx: Context, opened: Opened, receipt: Receipt) -> None:
    """Keep what is known last, and how long the report was on its way."""
    keep_last(opened, receipt)
    after_commit(lambda: record_lag("report", opened.report.captured_at, ctx.now))


def keep_last(opened: Opened, receipt: Receipt) -> None:
    """What is known only once the log has taken the report."""
    opened.report.log_index, opened.report.leaf_hash = receipt.log_index, receipt.leaf_hash
    write_last(opened.case, opened.report)


def filed_before(report: Report) -> Filed:
    """A report that was here before, with the number of its case."""
    number = db.session.scalars(select(Case.number).where(Case.id == report.case_id)).one()
    return Filed(report, number, new=False)


def known_report(ctx: Context, filing: Filing) -> Filed | None:
    """The report, if it was filed before; 409 when its id stands for another one."""
    known = db.session.get(Report, filing.id)
    return None if known is None else filed_before(same_report(ctx, known, filing))


def same_report(ctx: Context, known: Report, filing: Filing) -> Report:
    """The report that stands there already, if it is word for word the one sent by the same person."""
    if known.body_sha256 != filing.body_sha256 or known.reporter_id != ctx.actor.id:
        detail = "This report id was used for another report; file it again under a new id."
        raise Problem("report_conflict", detail, 409)
    return known


def case_row(ctx: Context, filing: Filing, rules: Rules) -> dict[str, Any]:
    """The columns of a new case."""
    place = filing.position
    return {
        "id": filing.id,
        "number": str(filing.id),  # its real number comes last, so that a repeated report burns none
        "status": Status.REPORTED,
        "version": 1,
        "round": 0,
        "round_at": ctx.now,
        "category": rules.category.code,
        "note": clean_text(filing.note),
        "fields": {name: value for name, value in rules.fields.items() if value is not None},
        "reporter_id": ctx.actor.id,
        "captured_at": filing.captured_at,
        "reported_at": ctx.now,
        "updated_at": ctx.now,
        "lat_e7": place and place.lat_e7,
        "lon_e7": place and place.lon_e7,
        "accuracy_dm": place and place.accuracy_dm,
        "fix_at": place and place.fix_at,
        "position_source": place and place.source,
        "map_cell": map_cell(place.lat_e7, place.lon_e7) if place else None,
        "refusals": 0,
        "relapses": 0,
        "source": rules.source.code,
        **rules.path.columns(),
    }


def open_case(case: Case) -> bool:
    """Insert the case; False when its id is taken."""
    row = {name: value for name, value in vars(case).items() if name in Case.__mapper__.columns}
    # On any of its keys: PostgreSQL deadlocks where rows that are equal in two keys give way on one of them.
    insertion = upsert_into(Case).on_conflict_do_nothing().returning(Case.id)
    return db.session.connection().execute(insertion, row).first() is not None


def keep_report(ctx: Context, filing: Filing, rules: Rules) -> Report:
    """Write the row of the report, with its raw body; the caller's copy belongs to no session."""
    row = {
        "id": filing.id,
        "case_id": filing.id,
        "reporter_id": ctx.actor.id,
        "body": filing.body,
        "body_sha256": filing.body_sha256,
        "captured_at": filing.captured_at,
        "received_at": ctx.now,
        "clock_offset_ms": filing.clock_offset_ms,
        "log_index": 0,
        "leaf_hash": "",
        "source": rules.source.code,
        "source_fields": rules.source_fields or None,
        "source_reference": rules.source.reference_in(rules.source_fields),
    }
    db.session.connection().execute(insert(Report), row)
    return Report(**row)


def next_number(now: datetime) -> str:
    """The next case number of the year, as in YH-2026-000123."""
    year = local_day(now).year
    return f"{settings().case_prefix}-{year}-{count_up(f'case-{year}'):06d}"


def report_fact(case: Case, report: Report, photos: list[Photo], rules: Rules) -> Fact:
    """What the log keeps: hashes and routing in the open; words and place as a commitment."""
    public = {
        "report": str(report.id),
        "body_sha256": report.body_sha256,
        "category": case.category,
        "grid": case.grid_id,
        "jurisdiction_unit": case.jurisdiction_unit_id,
        "photos": [photo.sha256 for photo in photos],
        "source": case.source,
    }
    payload = {
        "number": case.number,
        "note": case.note,
        "fields": {name: loggable(value) for name, value in rules.fields.items() if value is not None},
        "lat_e7": case.lat_e7,
        "lon_e7": case.lon_e7,
        "accuracy_dm": case.accuracy_dm,
        "captured_at": to_millis(report.captured_at),
    }
    drawn = {str(photo.id): photo.annotations for photo in photos if photo.annotations}
    if drawn:
        payload["annotations"] = drawn
    if rules.source_fields:
        payload["source_fields"] = rules.source_fields
    return Fact(subject_of(case.id), "case_reported", public, payload)
