"""Counting time over real holiday years: tables by hand, laws by property, deadlines told in lines."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.cases.calendar.counting import Length, add, measure
from inspect_app.cases.calendar.days import Calendar, NamedDay
from inspect_app.cases.calendar.hours import TimeKind, hours_of, standard_hours
from inspect_app.cases.calendar.lines import lines
from inspect_app.core.clock import from_millis, to_millis
from tests.conftest import REPOSITORY

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(ZONE)
GOLDEN = json.loads((REPOSITORY / "tests/golden/published_deadlines.json").read_text("utf-8"))
KINDS = {kind.value: kind for kind in TimeKind}


def at(words: str) -> datetime:
    """A wall-clock time in China."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE).astimezone(UTC)


def length(kind: str, amount: int) -> Length:
    return Length(KINDS[kind], amount if KINDS[kind].in_days else amount * 3_600_000)


@pytest.mark.parametrize("row", GOLDEN["cases"], ids=lambda row: f"{row['standard']} {row['from']}")
def test_published_deadlines_fall_where_the_wall_calendar_says(row: dict[str, str | int]) -> None:
    due = add(CALENDAR, at(str(row["from"])), length(str(row["kind"]), int(row["amount"])))
    assert (due.at, due.provisional) == (at(str(row["due"])), False)


# Holidays and shifted Saturdays and Sundays as the State Council announced them.
WORKED_WEEKENDS = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
SPRING_FESTIVALS = {2024: ("02-10", "02-17"), 2025: ("01-28", "02-04"), 2026: ("02-15", "02-23")}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_people_work_on_exactly_the_announced_weekends(year: int) -> None:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    worked = [d for d in days if d.year == year and d.weekday() >= 5 and CALENDAR.day(d).working]
    assert " ".join(f"{d:%m-%d}" for d in worked) == WORKED_WEEKENDS[year]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_nobody_works_through_spring_festival(year: int) -> None:
    first, last = (date.fromisoformat(f"{year}-{day}") for day in SPRING_FESTIVALS[year])
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(CALENDAR.day(day).working for day in days)
    assert CALENDAR.day(last + timedelta(days=1)).working


@pytest.mark.parametrize(
    ("kind", "amount", "start", "due"),
    [
        ("clock_hours", 1, "2026-02-17T23:30", "2026-02-18T00:30"),
        ("urgent_hours", 2, "2026-02-17T23:30", "2026-02-18T01:30"),
        ("working_hours", 1, "2026-11-20T11:30", "2026-11-20T14:30"),
        ("working_hours", 8, "2026-11-20T18:00", "2026-11-23T18:00"),
        ("working_hours", 4, "2026-11-20T07:00", "2026-11-20T12:00"),
        ("working_days", 1, "2026-11-21T10:00", "2026-11-23T18:00"),
        ("calendar_days", 7, "2026-09-28T10:00", "2026-10-05T23:59:59.999"),
    ],
)
def test_each_kind_of_time_counts_its_own_way(kind: str, amount: int, start: str, due: str) -> None:
    assert add(CALENDAR, at(start), length(kind, amount)).at == at(due)


def test_a_year_nobody_announced_goes_by_the_weekday_and_says_so() -> None:
    due = add(CALENDAR, at("2026-12-30T10:00"), length("working_days", 3))
    assert (due.at, due.provisional) == (at("2027-01-04T18:00"), True)
    announced = {
        date(2027, 1, 1): NamedDay(False, "元旦", "New Year's Day"),
        date(2027, 1, 3): NamedDay(True, "元旦", "New Year's Day"),
    }
    known = Calendar(ZONE, announced, frozenset({2027}))
    assert add(known, at("2026-12-30T10:00"), length("working_days", 3)).at == at("2027-01-04T18:00")
    assert not add(known, at("2026-12-30T10:00"), length("working_days", 2)).provisional
    assert add(known, at("2026-12-30T10:00"), length("working_days", 2)).at == at("2027-01-03T18:00")


def test_hours_that_overlap_are_refused() -> None:
    row = {"kind": "working_hours", "on": "working_days", "spans": [["08:00", "12:00"], ["11:00", "18:00"]]}
    with pytest.raises(ValueError, match="working_hours"):
        hours_of(row | {"valid_from": "2020-01-01", "valid_to": None, "source": "x"})


def test_summer_hours_count_from_the_day_they_are_in_force() -> None:
    summer = hours_of({
        "kind": "working_hours", "on": "working_days", "spans": [["08:00", "12:00"], ["15:00", "18:30"]],
        "valid_from": "2026-06-01", "valid_to": "2026-09-01", "source": "x",
    })  # fmt: skip
    seasonal = Calendar(ZONE, hours=(summer, *standard_hours()))
    assert add(seasonal, at("2026-07-01T11:00"), length("working_hours", 2)).at == at("2026-07-01T16:00")
    assert add(seasonal, at("2026-05-29T11:00"), length("working_hours", 2)).at == at("2026-05-29T15:00")


FIRST, LAST = to_millis(at("2024-01-01T00:00")), to_millis(at("2026-10-01T00:00"))
MOMENTS = st.integers(FIRST, LAST).map(from_millis)
LENGTHS = st.one_of(
    st.builds(
        Length, st.sampled_from([k for k in TimeKind if not k.in_days]), st.integers(1, 40 * 3_600_000)
    ),
    st.builds(Length, st.sampled_from([k for k in TimeKind if k.in_days]), st.integers(1, 40)),
)


@given(MOMENTS, LENGTHS)
def test_what_was_added_is_what_is_measured(start: datetime, how_long: Length) -> None:
    due = add(CALENDAR, start, how_long)
    assert due.at > start
    assert measure(CALENDAR, start, due.at, how_long.kind) == how_long.amount


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=10)), LENGTHS)
def test_a_later_start_never_ends_earlier(start: datetime, later: timedelta, how_long: Length) -> None:
    later -= timedelta(microseconds=later.microseconds % 1000)
    assert add(CALENDAR, start, how_long).at <= add(CALENDAR, start + later, how_long).at


@given(MOMENTS, LENGTHS, st.integers(1, 20))
def test_more_time_never_ends_earlier(start: datetime, how_long: Length, more: int) -> None:
    longer = Length(how_long.kind, how_long.amount + more)
    assert add(CALENDAR, start, how_long).at <= add(CALENDAR, start, longer).at


@given(MOMENTS, LENGTHS)
def test_the_lines_follow_each_other_and_add_up_to_the_length(start: datetime, how_long: Length) -> None:
    due = add(CALENDAR, start, how_long)
    told = lines(CALENDAR, start, due.at, how_long.kind)
    assert (told[0].start, told[-1].end) == (start, due.at)
    assert all(one.end == two.start for one, two in pairwise(told))
    assert (
        sum(line.counted_days if how_long.kind.in_days else line.counted_ms for line in told)
        == how_long.amount
    )


def test_a_deadline_over_spring_festival_is_told_with_every_reason() -> None:
    told = lines(CALENDAR, at("2024-02-09T17:00"), at("2024-02-18T12:00"), TimeKind.WORKING_HOURS)
    assert [(line.why.zh, line.counted_ms // 60_000) for line in told] == [
        ("工作时间", 60),
        ("下班时间", 0),
        ("春节", 0),
        ("下班时间", 0),
        ("调休上班（春节）", 240),
    ]
