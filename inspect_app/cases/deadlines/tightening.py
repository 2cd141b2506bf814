"""What shortens a clock of a case: an emergency level, a station ring, a row of the duty table.

They do not add up: the one that leaves least counts, and the deadline names it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_app.cases.deadlines.rings import ring_named
from inspect_app.cases.deadlines.rules import Level, may_tighten, tightening_of
from inspect_app.cases.duties.queries import table_in_force
from inspect_app.cases.models import Case
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.db import db
from inspect_app.places.models import Station

BY_DUTY = frozenset({ClockKind.ACKNOWLEDGE, ClockKind.RECTIFY, ClockKind.VERIFY})


@dataclass(frozen=True)
class Tight:
    """What share of a length is left, and why: a level, or the words of a ring or row."""

    percent: int
    level: Level | None = None
    because: dict[str, Any] | None = None


def strictest(case: Case, clock: ClockKind, level: Level | None, on: date) -> Tight | None:
    """The one ground that leaves least of a clock that starts on a day; None when nothing shortens it."""
    grounds = [by_level(clock, level, on), by_ring(case, clock, on), by_duty(case, clock)]
    return min((one for one in grounds if one), key=lambda one: one.percent, default=None)


def by_level(clock: ClockKind, level: Level | None, on: date) -> Tight | None:
    """The emergency level in force."""
    rule = tightening_of(clock, level, on) if level and may_tighten(clock) else None
    return Tight(rule.percent, level=rule.level) if rule else None


def by_ring(case: Case, clock: ClockKind, on: date) -> Tight | None:
    """The station ring the case lies in."""
    rule = ring_named(case.ring, on)
    if rule is None or clock not in rule.clocks:
        return None
    station = db.session.get(Station, case.ring_station_id)
    name = station.name if station else ""
    return Tight(rule.percent, because={"code": "ring", "station": name, "within_m": rule.within_m})


def by_duty(case: Case, clock: ClockKind) -> Tight | None:
    """The row of the duty table that routed the case."""
    if clock not in BY_DUTY or case.duty_table_id is None or case.duty_row_id is None:
        return None
    table = table_in_force(case.duty_table_id)
    row = table.rows.by_id.get(case.duty_row_id)
    if row is None or row.percent is None:
        return None
    return Tight(row.percent, because={"code": "duty", "line": row.line, "table": table.name})
