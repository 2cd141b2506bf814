"""A case as one line of a list."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from inspect_app.cases.categories import known_category
from inspect_app.cases.lines import Line, line_of
from inspect_app.cases.models import Case
from inspect_app.cases.names import Names, of_lines
from inspect_app.cases.queries import NO_PHOTOS, PhotoCount, families, photo_counts
from inspect_app.cases.queues import NextClock, next_clocks
from inspect_app.cases.routing import TRIAGE_REASONS
from inspect_app.cases.sources import source_ref
from inspect_app.cases.statuses import CLOCK_LABELS, OWING_WORK, STATUS_LABELS
from inspect_app.core.clock import to_iso
from inspect_app.core.stored import wire_id
from inspect_app.evidence.position import position_wire

Json = dict[str, Any]


def present_list(lines: Sequence[Line], now: datetime) -> list[Json]:
    """The lines of a page of cases."""
    keys = [line.key for line in lines]
    names, counts, clocks = of_lines(lines), photo_counts(families(keys)), next_clocks(keys)
    at = to_iso(now)
    return [summary(line, names, counts.get(line.key, NO_PHOTOS), at, clocks.get(line.key)) for line in lines]


def present_cases(cases: Iterable[Case], now: datetime) -> list[Json]:
    """The same of cases that are read whole."""
    return present_list([line_of(case) for case in cases], now)


def summary(line: Line, names: Names, photos: PhotoCount, now: str, clock: NextClock | None) -> Json:
    """One line; `now` is in wire form, `clock` is the one that ends first."""
    return {
        "id": wire_id(line.key),
        "number": line.number,
        "status": line.status,
        "status_label": STATUS_LABELS[line.status],
        "version": line.version,
        "category": category_ref(line.category),
        "note": line.note,
        "position": place_of(line),
        "grid": names.grid(line.grid_id),
        "jurisdiction_unit": names.unit(line.jurisdiction_unit_id),
        "handler_unit": names.unit(line.handler_unit_id),
        "reported_at": line.reported_at,
        "updated_at": line.updated_at,
        "due_at": line.due_at,
        "overdue": is_overdue(line, now),
        "round": line.round,
        "photos_total": photos.total,
        "photos_stored": photos.stored,
        "thumbnail_photo_id": photos.thumbnail,
        "reporter": names.person(line.reporter_id),
        "triage_reason": triage_reason(line.triage_code),
        "priority": line.priority,
        "next_clock": clock and clock_ref(clock),
        "source": source_ref(line.source),
    }


def clock_ref(clock: NextClock) -> Json:
    """What is owed next."""
    return {"kind": clock.kind, "label": CLOCK_LABELS[clock.kind], "due_at": clock.due_at}


@cache
def category_ref(code: str) -> Json:
    """A category by its words."""
    row = known_category(code)
    return {"code": code, "label": {"zh": row.zh, "en": row.en}}


def place_of(line: Line) -> Json | None:
    """The place of a case, WGS-84."""
    if line.lat_e7 is None or line.lon_e7 is None:
        return None
    source = line.position_source or "device"
    return position_wire(line.lat_e7, line.lon_e7, line.accuracy_dm, line.fix_at, source)


def is_overdue(line: Line, now: str) -> bool:
    """Whether the unit's work is late; once it has submitted, the breach is a fact of the clock alone.

    Instants in wire form stand in the order of time.
    """
    return line.due_at is not None and line.due_at < now and line.status in OWING_WORK


def triage_reason(code: str | None) -> dict[str, str] | None:
    """Why a person must look, in words."""
    return None if code is None else {"code": code, **TRIAGE_REASONS[code]}
