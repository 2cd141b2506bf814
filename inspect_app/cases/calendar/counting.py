"""Adding and measuring time of each kind over a calendar. Pure: no database, no clock.

Hours are counted in whole milliseconds from the moment itself. Days follow the usual rule of time limits
(民法典 art. 201, 203): the day of the event is not counted; a working day ends with working hours, a calendar
day with midnight.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import A_DAY, TimeKind
from inspect_app.cases.calendar.segments import (
    HORIZON_DAYS,
    ONE_DAY,
    local_date,
    moment,
    segments_from,
)
from inspect_app.core.clock import to_millis

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Length:
    """How long: milliseconds for the kinds of hours, whole days for the kinds of days."""

    kind: TimeKind
    amount: int

    @classmethod
    def hours(cls, kind: TimeKind, hours: float) -> "Length":
        """A length in hours."""
        return cls(kind, round(hours * 3_600_000))

    def shortened(self, percent: int) -> "Length":
        """This share of the length: days are rounded up, and none becomes nothing."""
        scaled = -(-self.amount * percent // 100)
        return Length(self.kind, max(1, scaled))


@dataclass(frozen=True)
class Due:
    """When a length runs out, and whether a guessed holiday calendar had a say."""

    at: datetime
    provisional: bool


def add(calendar: Calendar, start: datetime, length: Length) -> Due:
    """The end of `length` from `start` (aware); UTC."""
    if length.kind == TimeKind.WORKING_DAYS:
        return add_working_days(calendar, start, length.amount)
    if length.kind == TimeKind.CALENDAR_DAYS:
        last = local_date(calendar, start) + ONE_DAY * length.amount
        return Due(moment(calendar, last, A_DAY) - MILLISECOND, provisional=False)
    if length.kind == TimeKind.CLOCK_HOURS:
        return Due(start + length.amount * MILLISECOND, provisional=False)
    return add_hours(calendar, start, length)


def add_hours(calendar: Calendar, start: datetime, length: Length) -> Due:
    """Walk through counting stretches until the length is used up."""
    left, provisional = length.amount * MILLISECOND, False
    for segment in segments_from(calendar, start, length.kind):
        provisional = provisional or segment.provisional
        if not segment.counts:
            continue
        if segment.end - segment.start >= left:
            return Due(segment.start + left, provisional)
        left -= segment.end - segment.start
    raise AssertionError("segments never end")  # segments_from raises before


def add_working_days(calendar: Calendar, start: datetime, days: int) -> Due:
    """The end of working hours on the nth working day after the day of `start`."""
    on, left, provisional = local_date(calendar, start), days, False
    for _ in range(HORIZON_DAYS):
        on += ONE_DAY
        day = calendar.day(on)
        provisional = provisional or day.provisional
        left -= day.working
        if day.working and left <= 0:
            return Due(close_of_business(calendar, on), provisional)
    raise ValueError("the calendar has no working time within ten years")


def close_of_business(calendar: Calendar, on: date) -> datetime:
    """The end of working hours of a day."""
    return moment(calendar, on, calendar.hours_on(TimeKind.WORKING_HOURS, on).spans[-1][1])


def measure(calendar: Calendar, start: datetime, end: datetime, kind: TimeKind) -> int:
    """How much of `kind` lies between two instants: milliseconds or days; 0 when `end` is not later."""
    if end <= start:
        return 0
    if kind.in_days:
        return days_between(calendar, start, end, kind)
    if kind == TimeKind.CLOCK_HOURS:
        return to_millis(end) - to_millis(start)
    total = timedelta()
    for segment in segments_from(calendar, start, kind):
        if segment.start >= end:
            break
        if segment.counts:
            total += min(segment.end, end) - segment.start
    return total // MILLISECOND


def days_between(calendar: Calendar, start: datetime, end: datetime, kind: TimeKind) -> int:
    """Days after the day of `start` up to and with the day of `end`."""
    first, last = local_date(calendar, start), local_date(calendar, end)
    days = (first + ONE_DAY * n for n in range(1, (last - first).days + 1))
    return sum(kind == TimeKind.CALENDAR_DAYS or calendar.day(on).working for on in days)
