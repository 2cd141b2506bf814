"""Working hours as dated data, read from `hours.json`: which spans of a day count, with the lunch break."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, read_rules, validity

DATA = Path(__file__).with_name("hours.json")
A_DAY = timedelta(days=1)


class TimeKind(StrEnum):
    """How a deadline is counted: the four kinds of the trade, and plain hours of the clock."""

    URGENT_HOURS = "urgent_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CLOCK_HOURS = "clock_hours"

    @property
    def in_days(self) -> bool:
        """Whether whole days are counted; hours otherwise."""
        return self in {TimeKind.WORKING_DAYS, TimeKind.CALENDAR_DAYS}

    @property
    def needs_calendar(self) -> bool:
        """Whether holidays change the answer."""
        return self in {TimeKind.WORKING_HOURS, TimeKind.WORKING_DAYS}


KIND_LABELS: dict[TimeKind, dict[str, str]] = {
    TimeKind.URGENT_HOURS: {"zh": "紧急工作时", "en": "urgent hours"},
    TimeKind.WORKING_HOURS: {"zh": "工作时", "en": "working hours"},
    TimeKind.WORKING_DAYS: {"zh": "工作日", "en": "working days"},
    TimeKind.CALENDAR_DAYS: {"zh": "自然日", "en": "calendar days"},
    TimeKind.CLOCK_HOURS: {"zh": "小时", "en": "hours"},
}


@dataclass(frozen=True)
class Hours(Dated):
    """The counting spans of a day while a row is in force, as offsets from midnight (wall clock)."""

    kind: TimeKind
    every_day: bool
    spans: tuple[tuple[timedelta, timedelta], ...]
    source: str


@cache
def standard_hours() -> tuple[Hours, ...]:
    """Every row, past and future ones too."""
    return tuple(hours_of(row) for row in read_rules(DATA)["hours"])


def hours_of(row: Mapping[str, Any]) -> Hours:
    """One row; ValueError when its spans overlap or run backwards."""
    spans = tuple((offset(begin), offset(end)) for begin, end in row["spans"])
    edges = [edge for span in spans for edge in span]
    if not spans or edges != sorted(edges):
        raise ValueError(f"the spans of {row['kind']} do not follow each other")
    return Hours(
        kind=TimeKind(row["kind"]),
        every_day=row["on"] == "every_day",
        spans=spans,
        source=row["source"],
        **validity(row),
    )


def offset(words: str) -> timedelta:
    """`08:30` as the time since midnight; `24:00` is the whole day."""
    if words == "24:00":
        return A_DAY
    at = time.fromisoformat(words)
    return timedelta(hours=at.hour, minutes=at.minute)
