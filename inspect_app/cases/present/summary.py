"""A case as one line of a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.cases.categories import known_category
from inspect_app.cases.names import Names, of_lines
from inspect_app.cases.queries import NO_PHOTOS, Line, PhotoCount, family, photo_counts
from inspect_app.cases.queues import NextClock, next_clocks
from inspect_app.cases.routing import TRIAGE_REASONS
from inspect_app.cases.sources import source_ref
from inspect_app.cases.statuses import CLOCK_LABELS, OWING_WORK, STATUS_LABELS, Status
from inspect_app.core.clock import to_iso
from inspect_app.evidence.position import Position


def present_list(cases: Sequence[Line], now: datetime) -> list[dict[str, Any]]:
    """The lines of a page of cases."""
    names, counts = of_lines(cases), photo_counts(family(cases))
    clocks = next_clocks(case.id for case in cases)
    return [summary(case, names, counts.get(case.id, NO_PHOTOS), now, clocks.get(case.id)) for case in cases]


def summary(
    case: Line, names: Names, photos: PhotoCount, now: datetime, clock: NextClock | None
) -> dict[str, Any]:
    """One line; `clock` is the one that ends first."""
    return {
        "id": str(case.id),
        "number": case.number,
        "status": case.status,
        "status_label": STATUS_LABELS[Status(case.status)],
        "version": case.version,
        "category": category_ref(case.category),
        "note": case.note,
        "position": position_of(case),
        "grid": names.grid(case.grid_id),
        "jurisdiction_unit": names.unit(case.jurisdiction_unit_id),
        "handler_unit": names.unit(case.handler_unit_id),
        "reported_at": to_iso(case.reported_at),
        "updated_at": to_iso(case.updated_at),
        "due_at": to_iso(case.due_at),
        "overdue": is_overdue(case, now),
        "round": case.round,
        "photos_total": photos.total,
        "photos_stored": photos.stored,
        "thumbnail_photo_id": photos.thumbnail and str(photos.thumbnail),
        "reporter": names.person(case.reporter_id),
        "triage_reason": triage_reason(case),
        "priority": case.priority,
        "next_clock": clock and clock_ref(clock),
        "source": source_ref(case.source),
    }


def clock_ref(clock: NextClock) -> dict[str, Any]:
    """What is owed next."""
    return {"kind": clock.kind, "label": CLOCK_LABELS[clock.kind], "due_at": to_iso(clock.due_at)}


def category_ref(code: str) -> dict[str, Any]:
    """A category by its words."""
    row = known_category(code)
    return {"code": code, "label": {"zh": row.zh, "en": row.en}}


def position_of(case: Line) -> dict[str, Any] | None:
    """The place of a case, WGS-84."""
    if case.lat_e7 is None or case.lon_e7 is None:
        return None
    source = case.position_source or "device"
    return Position(case.lat_e7, case.lon_e7, case.accuracy_dm, case.fix_at, source).wire()


def is_overdue(case: Line, now: datetime) -> bool:
    """Whether the unit's work is late; once it has submitted, the breach is a fact of the clock alone."""
    return case.due_at is not None and case.due_at < now and case.status in OWING_WORK


def triage_reason(case: Line) -> dict[str, str] | None:
    """Why a person must look, in words."""
    code = case.triage_code
    return None if code is None else {"code": code, **TRIAGE_REASONS[code]}
