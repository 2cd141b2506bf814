"""A line of the ledger as cells, for a sheet and for what comes back from one; and on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from inspect_app.cases.deadlines.rules import MODE_LABELS
from inspect_app.cases.names import Names
from inspect_app.cases.present.summary import category_ref, place_of
from inspect_app.cases.sources import source_ref
from inspect_app.cases.statuses import STATUS_LABELS
from inspect_app.core.settings import settings
from inspect_app.core.stored import wire_id
from inspect_app.places.datum import E7
from inspect_app.places.days import wall_time
from inspect_app.supervision.ledger.columns import COLUMNS, LATENESS, SIGNOFFS
from inspect_app.supervision.ledger.lines import Line

Json = dict[str, Any]
ORDERED = itemgetter(*(column.name for column in COLUMNS))


@dataclass(frozen=True)
class Clerk:
    """Writes lines of the ledger as cells: in a language, as of `now`, times on the wall clock of a zone."""

    names: Names
    now: datetime
    language: str
    zone: str = field(default_factory=lambda: settings().time_zone)

    def cells(self, line: Line) -> tuple[Any, ...]:
        """The line as a sheet shows it, in the order of the columns."""
        found = self.of_case(line)
        found.update(self.of_stages(line))
        found.update(of_feedback(line.feedback))
        return ORDERED(found)

    def of_case(self, line: Line) -> Json:
        """What the case itself says."""
        case, language, units = line.case, self.language, self.names.units
        return {
            "number": case.number,
            "category": category_ref(case.category)["label"][language],
            "note": case.note,
            "source": said(tuple(line.sources), language),
            "grid": named(self.names.grid(case.grid_id)),
            "place": degrees(case.lat_e7, case.lon_e7),
            "reporter": self.names.people.get(case.reporter_id),
            "reported_at": wall_time(case.reported_at, self.zone),
            "jurisdiction": named(units.get(case.jurisdiction_unit_id)),
            "handler": named(self.names.unit(case.handler_unit_id)),
            "helpers": "、".join([named(units.get(unit)) or "" for unit in line.helpers]),
            "mode": MODE_LABELS[case.mode][language] if case.mode else None,
            "status": STATUS_LABELS[case.status][language],
            "returns": case.round,
            "relapses": case.relapses,
        }

    def of_stages(self, line: Line) -> Json:
        """What each stage left behind."""
        closure, signoff, clocks = line.closure, line.signoff, line.clocks
        people, zone = self.names.people, self.zone
        return {
            "accepted_at": wall_time(clocks.accepted_at, zone),
            "assigned_at": wall_time(line.assigned_at, zone),
            "due_at": wall_time(line.due_at, zone),
            "measures": line.measures,
            "submitted_at": wall_time(line.submitted_at, zone),
            "verifier": closure and people.get(closure.verified_by),
            "verified_at": wall_time(clocks.verified_at, zone),
            "extensions": line.extensions,
            "late": LATENESS[line.lateness][self.language],
            "late_hours": clocks.late_by(self.now),
            "closed_at": closure and wall_time(closure.closed_at, zone),
            "closer": closure and people.get(closure.closed_by),
            "signoff": SIGNOFFS[line.signoff_state][self.language],
            "signer": signoff and people.get(signoff.decided_by),
            "signed_at": signoff and wall_time(signoff.decided_at, zone),
        }


NOTHING_TOLD = dict.fromkeys(("feedback_day", "measure", "progress", "amount", "amount_unit"))


def of_feedback(told: Any) -> Mapping[str, Any]:
    """What the unit said last."""
    if told is None:
        return NOTHING_TOLD
    return {
        "feedback_day": told.day.isoformat(),
        "measure": told.measure,
        "progress": told.progress,
        "amount": told.amount,
        "amount_unit": told.amount_unit,
    }


def degrees(lat_e7: int | None, lon_e7: int | None) -> str | None:
    """A place in WGS-84 degrees."""
    if lat_e7 is None or lon_e7 is None:
        return None
    return f"{lat_e7 / E7:.6f}, {lon_e7 / E7:.6f}"


@cache
def said(sources: tuple[str, ...], language: str) -> str:
    """Where a case came from, in words."""
    return "、".join(source_ref(code)["label"][language] for code in sources)


def named(ref: Mapping[str, Any] | None) -> str | None:
    """The name of a person, unit or grid."""
    return None if ref is None else ref["name"]


def line_json(line: Line, names: Names, now: datetime) -> Json:
    """A line of the ledger for clients."""
    case, closure, signoff = line.case, line.closure, line.signoff
    return {
        "id": wire_id(case.key),
        "number": case.number,
        "version": case.version,
        "status": case.status,
        "status_label": STATUS_LABELS[case.status],
        "category": category_ref(case.category),
        "note": case.note,
        "sources": [source_ref(code) for code in line.sources],
        "position": place_of(case),
        "grid": names.grid(case.grid_id),
        "jurisdiction_unit": names.unit(case.jurisdiction_unit_id),
        "handler_unit": names.unit(case.handler_unit_id),
        "reporter": names.person(case.reporter_id),
        "reported_at": case.reported_at,
        "accepted_at": line.clocks.accepted_at,
        "assigned_at": line.assigned_at,
        "due_at": line.due_at,
        "measures": line.measures,
        "submitted_at": line.submitted_at,
        "verified_at": line.clocks.verified_at,
        "verifier": names.person(closure and closure.verified_by),
        "returns": case.round,
        "extensions": line.extensions,
        "lateness": {"code": line.lateness, **LATENESS[line.lateness]},
        "late_hours": line.clocks.late_by(now),
        "closed_at": closure and closure.closed_at,
        "closer": names.person(closure and closure.closed_by),
        "signoff": {"code": line.signoff_state, **SIGNOFFS[line.signoff_state]},
        "signer": names.person(signoff and signoff.decided_by),
        "signed_at": signoff and signoff.decided_at,
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
        "given_at": told.given_at,
    }
