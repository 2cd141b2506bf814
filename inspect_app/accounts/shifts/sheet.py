"""A roster as a sheet: its columns, reading it with every fault at its cell, and writing it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from inspect_app.accounts.shifts.rules import span_fault
from inspect_app.core.errors import Problem
from inspect_app.core.table_file import Fault, FileLine, columns_missing, headed, lines_of, read_table
from inspect_app.core.workbook import Column

MOST_ROWS = 2_000
TITLES: dict[str, tuple[str, str]] = {
    "person": ("值班人员", "On duty"),
    "from": ("开始", "From"),
    "to": ("结束", "To"),
}
OTHER_TITLES = {"姓名": "person", "开始时间": "from", "结束时间": "to"}
BY_TITLE = {title: name for name, titles in TITLES.items() for title in (name, *titles)} | OTHER_TITLES
MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:\uff1a](\d{2})(:\d{2})?)?")
CELLS = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Moment:
    """A moment as a cell says it, on the wall clock; `whole_day` when it names a day only."""

    at: datetime
    whole_day: bool


@dataclass(frozen=True)
class ShiftDraft:
    """A shift that a line asks for; aware UTC, half-open."""

    person: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Board:
    """What the words of a sheet refer to, and the time and the zone in which it is read."""

    people: Mapping[str, int]
    now: datetime
    zone: tzinfo


@dataclass
class Reading:
    """What a sheet holds, and everything that is wrong with it."""

    drafts: list[ShiftDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_sheet(data: bytes, board: Board) -> Reading:
    """The shifts of a workbook or CSV; Problem `unreadable_workbook` or `shift_columns_missing`."""
    table = read_table(data)
    if not headed(table, BY_TITLE, TITLES):
        raise columns_missing("shift_columns_missing", TITLES.values())
    lines, reading = lines_of(table, BY_TITLE), Reading()
    if len(lines) > MOST_ROWS:
        raise Problem("unreadable_workbook", f"A roster has at most {MOST_ROWS} rows; split it.", 422)
    for line in lines:
        read_line(reading, line, board)
    return reading


def read_line(reading: Reading, line: FileLine, board: Board) -> None:
    """Add one line to the reading: as a shift, or as its faults."""
    said = {name: line.texts.get(name, "") for name in TITLES}
    person, begin, end = board.people.get(said["person"]), moment(said["from"]), moment(said["to"])
    codes = dict(word_faults(person, begin, end))
    if person is not None and begin is not None and end is not None:
        starts_at, ends_at = span(begin, end, board.zone)
        wrong = span_fault(starts_at, ends_at, board.now)
        if wrong is None:
            reading.drafts.append(ShiftDraft(person, starts_at, ends_at))
            return
        codes["to"] = wrong
    reading.faults.extend(Fault(line.where(name), code, said[name]) for name, code in codes.items())


def word_faults(person: int | None, begin: Moment | None, end: Moment | None) -> Iterator[tuple[str, str]]:
    """The columns whose words say nothing."""
    if person is None:
        yield "person", "unknown_person"
    for name, found in (("from", begin), ("to", end)):
        if found is None:
            yield name, "bad_moment"


def moment(words: str) -> Moment | None:
    """The moment of `2026-11-22 08:00`, `2026/11/22`, `2026年11月22日 24:00`; None for anything else.

    A cell with a date and no time comes as midnight with seconds: it names the day.
    """
    found = MOMENT.fullmatch(words.strip())
    if found is None:
        return None
    year, month, day, hour, minute, seconds = found.groups()
    try:
        at = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the wall clock, its zone follows
        if hour is None:
            return Moment(at, whole_day=True)
        if (hour, minute) == ("24", "00"):
            return Moment(at + timedelta(days=1), whole_day=False)
        exact = at.replace(hour=int(hour), minute=int(minute))
        return Moment(exact, whole_day=seconds == ":00" and exact == at)
    except (ValueError, OverflowError):
        return None


def span(begin: Moment, end: Moment, zone: tzinfo) -> tuple[datetime, datetime]:
    """From and to in UTC; of two days the last one counts too."""
    until = end.at + timedelta(days=1) if begin.whole_day and end.whole_day else end.at
    return begin.at.replace(tzinfo=zone).astimezone(UTC), until.replace(tzinfo=zone).astimezone(UTC)


def columns(language: str) -> list[Column]:
    """The headings of the sheet."""
    return [Column(titles[1 if language == "en" else 0], 22) for titles in TITLES.values()]


def cells(username: str, starts_at: datetime, ends_at: datetime, zone: tzinfo) -> Sequence[Any]:
    """A shift as it comes back, so that it can be read again."""
    return [username, *(at.astimezone(zone).strftime(CELLS) for at in (starts_at, ends_at))]
