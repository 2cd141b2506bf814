"""A deadline told line by line: which stretch counted how much, and why the others did not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from inspect_app.cases.calendar.counting import MILLISECOND
from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import A_DAY, TimeKind
from inspect_app.cases.calendar.segments import ONE_DAY, Reason, local_date, moment, segments_from

MOST_LINES = 400
FIRST_DAY = Reason("first_day", "起算当日不计入", "The day of the event is not counted")
CALENDAR_DAY = Reason("calendar_day", "自然日", "Calendar days")


@dataclass(frozen=True)
class Line:
    """One stretch of an explanation: `counted_ms` for hours, `counted_days` for days."""

    start: datetime
    end: datetime
    kind: TimeKind
    counted_ms: int
    counted_days: int
    why: Reason

    @property
    def counts(self) -> bool:
        """Whether the stretch used anything up."""
        return bool(self.counted_ms or self.counted_days)


def lines(calendar: Calendar, start: datetime, end: datetime, kind: TimeKind) -> list[Line]:
    """The stretches from `start` to `end`, neighbours with the same reason joined."""
    raw = day_lines(calendar, start, end, kind) if kind.in_days else hour_lines(calendar, start, end, kind)
    found: list[Line] = []
    for line in raw:
        if found and found[-1].why == line.why and found[-1].counts == line.counts:
            found[-1] = joined(found[-1], line)
        else:
            found.append(line)
        if len(found) == MOST_LINES:
            break
    return found


def joined(first: Line, second: Line) -> Line:
    """Two neighbours as one."""
    return replace(
        first,
        end=second.end,
        counted_ms=first.counted_ms + second.counted_ms,
        counted_days=first.counted_days + second.counted_days,
    )


def hour_lines(calendar: Calendar, start: datetime, end: datetime, kind: TimeKind) -> Iterator[Line]:
    """Stretches of the kinds of hours."""
    for segment in segments_from(calendar, start, kind):
        if segment.start >= end:
            return
        stop = min(segment.end, end)
        counted = (stop - segment.start) // MILLISECOND if segment.counts else 0
        yield Line(segment.start, stop, kind, counted, 0, segment.why)


def day_lines(calendar: Calendar, start: datetime, end: datetime, kind: TimeKind) -> Iterator[Line]:
    """Stretches of the kinds of days: the first day, then one a day."""
    first, last = local_date(calendar, start), local_date(calendar, end)
    if last == first:
        yield Line(start, end, kind, 0, 0, FIRST_DAY)
        return
    yield Line(start, moment(calendar, first, A_DAY), kind, 0, 0, FIRST_DAY)
    for n in range(1, (last - first).days + 1):
        on = first + n * ONE_DAY
        begin = moment(calendar, on, timedelta())
        counts, why = day_counts(calendar, on, kind)
        yield Line(begin, min(moment(calendar, on, A_DAY), end), kind, 0, counts, why)


def day_counts(calendar: Calendar, on: date, kind: TimeKind) -> tuple[int, Reason]:
    """How many days this day is, and why."""
    if kind == TimeKind.CALENDAR_DAYS:
        return 1, CALENDAR_DAY
    day = calendar.day(on)
    return int(day.working), Reason(day.code, day.zh, day.en)
