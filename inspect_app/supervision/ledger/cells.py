"""A line of the ledger as cells, for a sheet and for what comes back from one; and on the wire."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.cases.categories import known_category
from inspect_app.cases.deadlines.rules import MODE_LABELS, Mode
from inspect_app.cases.names import Names
from inspect_app.cases.present.summary import category_ref, position_of
from inspect_app.cases.sources import source_ref
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.core.settings import settings
from inspect_app.places.datum import E7
from inspect_app.supervision.ledger.columns import COLUMNS, LATENESS, SIGNOFFS
from inspect_app.supervision.ledger.lines import Line

Json = dict[str, Any]
ORDERED = itemgetter(*(column.name for column in COLUMNS))


def cells(line: Line, names: Names, now: datetime, language: str) -> list[Any]:
    """The line as a sheet shows it, in the order of the columns; times are those of the wall clock."""
    found = {**of_case(line, names, language), **of_stages(line, names, now, language), **of_feedback(line)}
    zone = ZoneInfo(settings().time_zone)
    return [wall_time(value, zone) if isinstance(value, datetime) else value for value in ORDERED(found)]


def wall_time(at: datetime, zone: tzinfo) -> str:
    """`2026-11-21 16:00`. Not by `strftime`: a year of cases has a hundred thousand times."""
    return at.astimezone(zone).isoformat(" ", "minutes")[:16]


def of_case(line: Line, names: Names, language: str) -> Mapping[str, Any]:
    """What the case itself says."""
    case = line.case
    category = known_category(case.category)
    place = None
    if case.lat_e7 is not None and case.lon_e7 is not None:
        place = f"{case.lat_e7 / E7:.6f}, {case.lon_e7 / E7:.6f}"
    return {
        "number": case.number,
        "category": category.en if language == "en" else category.zh,
        "note": case.note,
        "source": "、".join(source_ref(code)["label"][language] for code in line.sources),
        "grid": named(names.grid(case.grid_id)),
        "place": place,
        "reporter": named(names.person(case.reporter_id)),
        "reported_at": case.reported_at,
        "jurisdiction": named(names.unit(case.jurisdiction_unit_id)),
        "handler": named(names.unit(case.handler_unit_id)),
        "helpers": "、".join(named(names.unit(unit)) or "" for unit in line.helpers),
        "mode": MODE_LABELS[Mode(case.mode)][language] if case.mode else None,
        "status": STATUS_LABELS[Status(case.status)][language],
        "returns": case.round,
        "relapses": case.relapses,
    }


def of_stages(line: Line, names: Names, now: datetime, language: str) -> Mapping[str, Any]:
    """What each stage left behind."""
    closure, signoff = line.closure, line.signoff
    return {
        "accepted_at": line.clocks.accepted_at,
        "assigned_at": line.assigned_at,
        "due_at": line.due_at,
        "measures": line.measures,
        "submitted_at": line.submitted_at,
        "verifier": named(names.person(closure and closure.verified_by)),
        "verified_at": line.clocks.verified_at,
        "extensions": line.extensions,
        "late": LATENESS[line.lateness][language],
        "late_hours": line.clocks.late_by(now),
        "closed_at": closure and closure.closed_at,
        "closer": named(names.person(closure and closure.closed_by)),
        "signoff": SIGNOFFS[line.signoff_state][language],
        "signer": named(names.person(signoff and signoff.decided_by)),
        "signed_at": signoff and signoff.decided_at,
    }


def of_feedback(line: Line) -> Mapping[str, Any]:
    """What the unit said last."""
    told = line.feedback
    return {
        "feedback_day": told and told.day.isoformat(),
        "measure": told and told.measure,
        "progress": told and told.progress,
        "amount": told and told.amount,
        "amount_unit": told and told.amount_unit,
    }


def named(ref: Mapping[str, Any] | None) -> str | None:
    """The name of a person, unit or grid."""
    return None if ref is None else str(ref["name"])


def line_json(line: Line, names: Names, now: datetime) -> Json:
    """A line of the ledger for clients."""
    case, closure, signoff = line.case, line.closure, line.signoff
    return {
        "id": str(case.id),
        "number": case.number,
        "version": case.version,
        "status": case.status,
        "status_label": STATUS_LABELS[Status(case.status)],
        "category": category_ref(case.category),
        "note": case.note,
        "sources": [source_ref(code) for code in line.sources],
        "position": position_of(case),
        "grid": names.grid(case.grid_id),
        "jurisdiction_unit": names.unit(case.jurisdiction_unit_id),
        "handler_unit": names.unit(case.handler_unit_id),
        "reporter": names.person(case.reporter_id),
        "reported_at": to_iso(case.reported_at),
        "accepted_at": to_iso(line.clocks.accepted_at),
        "assigned_at": to_iso(line.assigned_at),
        "due_at": to_iso(line.due_at),
        "measures": line.measures,
        "submitted_at": to_iso(line.submitted_at),
        "verified_at": to_iso(line.clocks.verified_at),
        "verifier": names.person(closure and closure.verified_by),
        "returns": case.round,
        "extensions": line.extensions,
        "lateness": {"code": line.lateness, **LATENESS[line.lateness]},
        "late_hours": line.clocks.late_by(now),
        "closed_at": to_iso(closure and closure.closed_at),
        "closer": names.person(closure and closure.closed_by),
        "signoff": {"code": line.signoff_state, **SIGNOFFS[line.signoff_state]},
        "signer": names.person(signoff and signoff.decided_by),
        "signed_at": to_iso(signoff and signoff.decided_at),
        "relapses": case.relapses,
        "feedback": feedback_json(line, names),
    }


def feedback_json(line: Line, names: Names) -> Json | None:
    """The last feedback for clients."""
    told = line.feedback
    if told is None:
        return None
    return {
        "day": told.day.isoformat(),
        "measure": told.measure,
        "progress": told.progress,
        "amount": told.amount,
        "amount_unit": told.amount_unit,
        "given_by": names.person(told.given_by),
        "given_at": to_iso(told.given_at),
    }
