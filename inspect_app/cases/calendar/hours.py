"""Working hours as dated data, read from `hours.json`: which spans of a day count, with the lunch break."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

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
class Hours:
    """The counting spans of a day while a row is in force, as offsets from midnight (wall clock)."""

    kind: TimeKind
    every_day: bool
    spans: tuple[tuple[timedelta, timedelta], ...]
    valid_from: date
    valid_to: date | None
    source: str

    def in_force(self, on: date) -> bool:
        """Whether the row holds on a day (`valid_to` is the first day it does not)."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@cache
def standard_hours() -> tuple[Hours, ...]:
    """Every row, past and future ones too."""
    return tuple(hours_of(row) for row in json.loads(DATA.read_text("utf-8"))["hours"])


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
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
    )


def offset(words: str) -> timedelta:
    """`08:30` as the time since midnight; `24:00` is the whole day."""
    if words == "24:00":
        return A_DAY
    at = time.fromisoformat(words)
    return timedelta(hours=at.hour, minutes=at.minute)
