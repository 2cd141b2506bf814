"""A day cut into stretches that count and stretches that do not, each with the reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from inspect_app.cases.calendar.days import Calendar
from inspect_app.cases.calendar.hours import A_DAY, TimeKind

ONE_DAY = timedelta(days=1)
HORIZON_DAYS = 3660  # a calendar that leaves no working time in ten years is damaged data
Edges = tuple[timedelta, timedelta]


@dataclass(frozen=True)
class Reason:
    """Why a stretch counts, or does not."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Segment:
    """A stretch of time (UTC instants) that counts or does not."""

    start: datetime
    end: datetime
    counts: bool
    why: Reason
    provisional: bool = False


EVERY_HOUR = Reason("every_hour", "昼夜连续计时", "Every hour counts")
URGENT_TIME = Reason("urgent_hours", "紧急工作时段", "Urgent hours")
WORKING_TIME = Reason("working_hours", "工作时间", "Working hours")
LUNCH = Reason("lunch_break", "午休", "Lunch break")
OFF_HOURS = Reason("off_hours", "下班时间", "Outside working hours")


def local_date(calendar: Calendar, at: datetime) -> date:
    """The wall-calendar day of an instant."""
    return at.astimezone(calendar.zone).date()


def moment(calendar: Calendar, on: date, offset: timedelta) -> datetime:
    """The instant of a wall-clock time of a day; 24:00 is the next midnight."""
    if offset >= A_DAY:
        on, offset = on + ONE_DAY, offset - A_DAY
    local = datetime(on.year, on.month, on.day, tzinfo=calendar.zone) + offset
    return local.astimezone(UTC)


def segments_from(calendar: Calendar, start: datetime, kind: TimeKind) -> Iterator[Segment]:
    """Stretches of hours from `start` on, without a gap; ValueError when nothing can ever be counted."""
    on = local_date(calendar, start)
    for _ in range(HORIZON_DAYS):
        for piece in segments_of_day(calendar, on, kind):
            if piece.end > start:
                begin = max(piece.start, start)
                yield Segment(begin, piece.end, piece.counts, piece.why, piece.provisional)
        on += ONE_DAY
    raise ValueError("the calendar has no working time within ten years")


def segments_of_day(calendar: Calendar, on: date, kind: TimeKind) -> list[Segment]:
    """The stretches of one whole day."""
    whole = (moment(calendar, on, timedelta()), moment(calendar, on, A_DAY))
    if kind == TimeKind.CLOCK_HOURS:
        return [Segment(*whole, True, EVERY_HOUR)]
    hours = calendar.hours_on(kind, on)
    if hours.every_day:
        return cut(calendar, on, hours.spans, URGENT_TIME, provisional=False)
    day = calendar.day(on)
    if not day.working:
        return [Segment(*whole, False, Reason(day.code, day.zh, day.en), day.provisional)]
    shifted = day.code == "shifted_working_day"
    why = Reason(day.code, day.zh, day.en) if shifted or day.provisional else WORKING_TIME
    return cut(calendar, on, hours.spans, why, provisional=day.provisional)


def cut(
    calendar: Calendar, on: date, spans: tuple[Edges, ...], why: Reason, *, provisional: bool
) -> list[Segment]:
    """The counting spans of a day with the gaps between them."""
    found: list[Segment] = []
    cursor = timedelta()
    for begin, end in spans:
        if begin > cursor:
            gap = LUNCH if cursor else OFF_HOURS
            found.append(piece(calendar, on, (cursor, begin), gap, provisional=provisional))
        found.append(piece(calendar, on, (begin, end), why, counts=True, provisional=provisional))
        cursor = end
    if cursor < A_DAY:
        found.append(piece(calendar, on, (cursor, A_DAY), OFF_HOURS, provisional=provisional))
    return found


def piece(
    calendar: Calendar,
    on: date,
    edges: Edges,
    why: Reason,
    *,
    counts: bool = False,
    provisional: bool = False,
) -> Segment:
    """One stretch of a day by its wall-clock edges."""
    begin, end = edges
    return Segment(moment(calendar, on, begin), moment(calendar, on, end), counts, why, provisional)
