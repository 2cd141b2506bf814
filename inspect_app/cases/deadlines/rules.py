"""Deadline rules as dated data: clock × category × mode → length; and how an emergency level shortens it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.cases.calendar.counting import Length
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.cases.statuses import ClockKind
from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("deadlines.json")


class Mode(StrEnum):
    """How a problem is to be put right: at once, by a plan and a date, or within the hour of an alert."""

    IMMEDIATE = "immediate"
    SCHEDULED = "scheduled"
    ALERT = "alert"


MODE_LABELS: dict[str, dict[str, str]] = {
    Mode.IMMEDIATE: {"zh": "立行立改", "en": "Put right at once"},
    Mode.SCHEDULED: {"zh": "限期整改（须交方案）", "en": "By a plan and a date"},
    Mode.ALERT: {"zh": "高值预警一小时", "en": "High-value alert, one hour"},
}


class Level(StrEnum):
    """An emergency response level (环大气〔2024〕6号), weakest first."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


LEVEL_LABELS: dict[Level, dict[str, str]] = {
    Level.YELLOW: {"zh": "黄色预警（Ⅲ级响应）", "en": "Yellow warning (level III)"},
    Level.ORANGE: {"zh": "橙色预警（Ⅱ级响应）", "en": "Orange warning (level II)"},
    Level.RED: {"zh": "红色预警（Ⅰ级响应）", "en": "Red warning (level I)"},
}


@dataclass(frozen=True)
class Rule(Dated):
    """One row; None for category or mode means any."""

    code: str
    clock: ClockKind
    category: str | None
    mode: Mode | None
    length: Length
    source: Mapping[str, str]


@dataclass(frozen=True)
class Tightening(Dated):
    """What share of a length is left while a level is in force."""

    level: Level
    percent: int
    clocks: frozenset[ClockKind]
    source: Mapping[str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """Every row, past and future ones too."""
    return tuple(rule_of(row) for row in read_rules(DATA)["deadlines"])


def rule_of(row: Mapping[str, Any]) -> Rule:
    """A rule from its JSON row."""
    mode = Mode(row["mode"]) if row["mode"] else None
    clock, length = ClockKind(row["clock"]), length_of(row["length"])
    return Rule(row["code"], clock, row["category"], mode, length, row["source"], **validity(row))


def length_of(row: Mapping[str, Any]) -> Length:
    """`{"kind": "working_days", "days": 3}`, or with `hours` or `minutes`."""
    kind = TimeKind(row["kind"])
    if kind.in_days:
        return Length(kind, row["days"])
    minutes = row["minutes"] if "minutes" in row else row["hours"] * 60
    return Length(kind, minutes * 60_000)


def find_rule(clock: ClockKind, category: str, mode: Mode | None, on: date) -> Rule | None:
    """The most specific rule: for the category and mode, then the category, then the mode, then any."""
    found = [row for row in in_force(rules(), on) if row.clock == clock]
    known = {(row.category, row.mode): row for row in found}
    order = [(category, mode), (category, None), (None, mode), (None, None)]
    return next((known[key] for key in order if key in known), None)


def default_mode(category: str) -> Mode:
    """How a problem of this category is ordered to be put right unless a person says otherwise."""
    modes = {row["category"]: Mode(row["mode"]) for row in read_rules(DATA)["modes"]}
    return modes.get(category, modes[None])


@cache
def tightenings() -> tuple[Tightening, ...]:
    """Every row, past and future ones too."""
    return tuple(
        Tightening(
            Level(row["level"]),
            row["percent"],
            frozenset(ClockKind(name) for name in row["clocks"]),
            row["source"],
            **validity(row),
        )
        for row in read_rules(DATA)["tightening"]
    )


def tightening_of(clock: ClockKind, level: Level, on: date) -> Tightening | None:
    """How a level shortens a clock on a day; None when it does not."""
    rows = in_force(tightenings(), on)
    return next((row for row in rows if row.level == level and clock in row.clocks), None)


def may_tighten(clock: ClockKind) -> bool:
    """Whether any level can shorten this clock at all, so that nobody asks the database in vain."""
    return any(clock in row.clocks for row in tightenings())


def strongest(levels: Iterable[Level]) -> Level | None:
    """The highest of some levels."""
    order = list(Level)
    return max(levels, key=order.index, default=None)
