"""Filing a report: it opens a case, finds its place and its unit, and is never taken twice."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.cases import clocks
from inspect_app.cases.categories import Category, get_category
from inspect_app.cases.forms import clean_text, read_form
from inspect_app.cases.lookbacks.relocation import keep_traces
from inspect_app.cases.models import Case, Report
from inspect_app.cases.numbering import count_up
from inspect_app.cases.routing import Route, route
from inspect_app.cases.sources import PATROL, Source, check_may_file, get_source
from inspect_app.cases.statuses import ClockKind, Status
from inspect_app.cases.subject import subject_of
from inspect_app.cases.telling import tell_filed
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
class Plan:
    """What a report becomes by the rules of the day: its category, its checked form, its way, its origin."""

    category: Category
    fields: dict[str, Any]
    path: Route
    source: Source
    source_fields: dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """A report whose case is open, and what the log is to keep of it."""

    report: Report
    fact: Fact


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
    return Plan(category, fields, path, source, told)


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """What was said, as JSON: instants as milliseconds, nothing for what was left empty."""
    return {name: loggable(value) for name, value in values.items() if value is not None}


def file_report(ctx: Context, filing: Filing, plan: Plan) -> tuple[Report, bool]:
    """Take a report; True when it is new. The same id with the same body gives the same report again.

    Problems: `report_conflict` (409), those of `announce`.
    """
    note(case_id=str(filing.id))
    if (known := known_report(ctx, filing)) is not None:
        return known, False
    if (opened := open_report(ctx, filing, plan)) is None:
        return same_report(ctx, db.session.get_one(Report, filing.id), filing), False
    note_filed(ctx, opened, append(ctx, [opened.fact])[0])
    return opened.report, True


def open_report(ctx: Context, filing: Filing, plan: Plan) -> Opened | None:
    """Open the case of a report that is not known; None when another request has just done so.

    The caller appends the fact with those of its own act, then calls `note_filed`.
    """
    if (case := open_case(ctx, filing, plan)) is None:
        return None
    report = keep_report(ctx, filing, plan)
    photos = announce(ctx, filing.id, filing.id, filing.photos)
    clocks.start(ctx, case, [ClockKind.ACCEPT], None)
    clocks.settle(case)
    case.number = next_number(ctx.now)
    keep_traces(case)
    tell_filed(ctx, case)
    return Opened(report, report_fact(case, report, photos, plan))


def note_filed(ctx: Context, opened: Opened, receipt: Receipt) -> None:
    """Keep where a report stands in the log, and how long it was on its way."""
    keep_receipt(opened.report, receipt)
    after_commit(lambda: record_lag("report", opened.report.captured_at, ctx.now))


def keep_receipt(report: Report, receipt: Receipt) -> None:
    """Where a report stands in the log."""
    report.log_index, report.leaf_hash = receipt.log_index, receipt.leaf_hash


def known_report(ctx: Context, filing: Filing) -> Report | None:
    """The report, if it was filed before; 409 when its id stands for another one."""
    known = db.session.get(Report, filing.id)
    return None if known is None else same_report(ctx, known, filing)


def same_report(ctx: Context, known: Report, filing: Filing) -> Report:
    """The report that stands there already, if it is word for word the one sent by the same person."""
    if known.body_sha256 != filing.body_sha256 or known.reporter_id != ctx.actor.id:
        detail = "This report id was used for another report; file it again under a new id."
        raise Problem("report_conflict", detail, 409)
    return known


def open_case(ctx: Context, filing: Filing, plan: Plan) -> Case | None:
    """Insert the case; None when another request has just opened it (the database made us wait for it)."""
    place = filing.position
    row = {
        "id": filing.id,
        "number": str(filing.id),  # its real number comes last, so that a repeated report burns none
        "status": Status.REPORTED,
        "version": 1,
        "round": 0,
        "round_at": ctx.now,
        "category": plan.category.code,
        "note": clean_text(filing.note),
        "fields": {name: value for name, value in plan.fields.items() if value is not None},
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
        "source": plan.source.code,
        **plan.path.columns(),
    }
    # On any of its keys: PostgreSQL deadlocks where rows that are equal in two keys give way on one of them.
    insert = upsert_into(Case).on_conflict_do_nothing().returning(Case)
    return db.session.scalars(insert, [row]).first()


def keep_report(ctx: Context, filing: Filing, plan: Plan) -> Report:
    """The row of the report, with its raw body."""
    report = Report(
        id=filing.id,
        case_id=filing.id,
        reporter_id=ctx.actor.id,
        body=filing.body,
        body_sha256=filing.body_sha256,
        captured_at=filing.captured_at,
        received_at=ctx.now,
        clock_offset_ms=filing.clock_offset_ms,
        log_index=0,
        leaf_hash="",
        source=plan.source.code,
        source_fields=plan.source_fields or None,
        source_reference=plan.source.reference_in(plan.source_fields),
    )
    db.session.add(report)
    return report


def next_number(now: datetime) -> str:
    """The next case number of the year, as in YH-2026-000123."""
    year = local_day(now).year
    return f"{settings().case_prefix}-{year}-{count_up(f'case-{year}'):06d}"


def report_fact(case: Case, report: Report, photos: list[Photo], plan: Plan) -> Fact:
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
        "fields": {name: loggable(value) for name, value in plan.fields.items() if value is not None},
        "lat_e7": case.lat_e7,
        "lon_e7": case.lon_e7,
        "accuracy_dm": case.accuracy_dm,
        "captured_at": to_millis(report.captured_at),
    }
    drawn = {str(photo.id): photo.annotations for photo in photos if photo.annotations}
    if drawn:
        payload["annotations"] = drawn
    if plan.source_fields:
        payload["source_fields"] = plan.source_fields
    return Fact(subject_of(case.id), "case_reported", public, payload)
