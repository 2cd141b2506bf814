"""Deadline rules: dated, with a source, the most specific one counts, and an emergency shortens them."""

from datetime import date

import pytest

from inspect_app.cases.calendar.counting import Length
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.categories import load
from inspect_app.cases.deadlines.rules import (
    Level,
    Mode,
    default_mode,
    find_rule,
    rules,
    strongest,
    tightening_of,
)
from inspect_app.cases.statuses import ClockKind

TODAY = date(2026, 11, 22)


def test_every_rule_has_a_name_of_its_own_and_a_source() -> None:
    assert len({rule.code for rule in rules()}) == len(rules())
    assert all(rule.source["zh"] and rule.source["en"] for rule in rules())


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("category", sorted({row.code for row in load()}))
def test_every_mode_has_a_rectification_deadline_for_every_category(category: str, mode: Mode) -> None:
    assert find_rule(ClockKind.RECTIFY, category, mode, TODAY) is not None


@pytest.mark.parametrize(
    ("clock", "category", "mode", "length"),
    [
        ("rectify", "road_dust", Mode.IMMEDIATE, Length.hours(TimeKind.WORKING_HOURS, 5)),  # Jiyuan 04
        ("rectify", "other", Mode.IMMEDIATE, Length.hours(TimeKind.WORKING_HOURS, 8)),
        ("rectify", "straw_burning", Mode.IMMEDIATE, Length.hours(TimeKind.URGENT_HOURS, 2)),
        ("rectify", "straw_burning", Mode.SCHEDULED, Length(TimeKind.WORKING_DAYS, 7)),
        ("rectify", "other", Mode.ALERT, Length.hours(TimeKind.URGENT_HOURS, 1)),  # Fengrun 2021-12-03
        ("acknowledge", "other", None, Length.hours(TimeKind.CLOCK_HOURS, 24)),
    ],
)
def test_the_most_specific_rule_counts(clock: str, category: str, mode: Mode | None, length: Length) -> None:
    rule = find_rule(ClockKind(clock), category, mode, TODAY)
    assert rule is not None
    assert rule.length == length


def test_nobody_owes_an_arrival_but_for_an_alert() -> None:
    assert find_rule(ClockKind.ARRIVE, "other", Mode.ALERT, TODAY)
    assert find_rule(ClockKind.ARRIVE, "other", Mode.SCHEDULED, TODAY) is None


def test_before_the_rules_were_in_force_there_was_none() -> None:
    assert find_rule(ClockKind.ACCEPT, "other", None, date(2017, 12, 31)) is None


def test_fires_are_put_right_at_once_and_building_sites_by_a_plan() -> None:
    assert default_mode("straw_burning") == Mode.IMMEDIATE
    assert default_mode("construction_dust") == Mode.SCHEDULED


@pytest.mark.parametrize(("level", "days"), [(Level.YELLOW, 3), (Level.ORANGE, 2), (Level.RED, 1)])
def test_a_higher_level_leaves_less_time_and_never_none(level: Level, days: int) -> None:
    row = tightening_of(ClockKind.RECTIFY, level, TODAY)
    assert row is not None
    assert Length(TimeKind.WORKING_DAYS, 3).shortened(row.percent).amount == days


def test_the_strongest_of_several_levels_counts() -> None:
    assert strongest([Level.YELLOW, Level.RED, Level.ORANGE]) == Level.RED
    assert strongest([]) is None
