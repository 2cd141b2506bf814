"""From a case and a clock to its deadline: the rule, the calendar, and what shortens it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from inspect_app.cases.calendar.counting import Due, Length, add
from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.deadlines.emergency import active_level
from inspect_app.cases.deadlines.models import ClockSpan
from inspect_app.cases.deadlines.rules import Level, Mode, Rule, default_mode, find_rule
from inspect_app.cases.deadlines.tightening import Tight, strictest
from inspect_app.cases.models import Case
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.settings import settings
from inspect_app.places.days import local_day


@dataclass(frozen=True)
class Counted:
    """A deadline and how it came about."""

    rule: Rule
    length: Length
    due: Due
    tight: Tight | None = None

    def span(self, from_at: datetime) -> ClockSpan:
        """The row that keeps it, once it belongs to a clock."""
        return ClockSpan(**self.columns(from_at))

    def columns(self, from_at: datetime) -> dict[str, Any]:
        """The columns of that row."""
        return {
            "why": "rule",
            "rule": self.rule.code,
            "time_kind": self.length.kind,
            "amount": self.length.amount,
            "percent": self.tight.percent if self.tight else None,
            "level": self.tight.level if self.tight else None,
            "because": self.tight.because if self.tight else None,
            "from_at": from_at,
            "due_at": self.due.at,
        }


class Ground:
    """What deadlines that begin now in a unit's area are counted on; each part is read once, if at all."""

    def __init__(self, unit_id: int, now: datetime) -> None:
        self.unit_id = unit_id
        self.now = now

    @cached_property
    def level(self) -> Level | None:
        """The emergency level in force."""
        return active_level(self.unit_id, self.now)

    @cached_property
    def holidays(self) -> Calendar:
        """The calendar with the imported years."""
        return load_calendar()

    def calendar(self, kind: TimeKind) -> Calendar:
        """The calendar for a kind of time; imported years are read only where holidays matter."""
        return self.holidays if kind.needs_calendar else Calendar(ZoneInfo(settings().time_zone))


def count(case: Case, clock: ClockKind, mode: Mode | None, ground: Ground) -> Counted | None:
    """What the rules say of a clock that starts now; None when no rule asks for it."""
    now, on = ground.now, local_day(ground.now)
    rule = find_rule(clock, case.category, mode, on)
    if rule is None:
        return None
    tight = strictest(case, clock, ground.level, on)
    calendar = ground.calendar(rule.length.kind)
    length = rule.length.shortened(tight.percent) if tight else rule.length
    return Counted(rule, length, add(calendar, now, length), tight)


def mode_of(case: Case) -> Mode | None:
    """How the case is to be put right, once somebody has said so."""
    return Mode(case.mode) if case.mode else None


def due_by_rule(case: Case, now: datetime) -> datetime:
    """The date for putting the case right where nobody set one; its category says how if nobody did."""
    mode = mode_of(case) or default_mode(case.category)
    counted = count(case, ClockKind.RECTIFY, mode, Ground(case.jurisdiction_unit_id, now))
    assert counted is not None  # a test holds that every mode has a rule for any category
    return counted.due.at
