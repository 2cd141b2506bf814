"""Which days are working days: statutory holidays and shifted rest days (调休) of China, dated and named.

Known years come from the library chinesecalendar, later ones from files an operator imports; a year that
neither knows follows the weekday rule, and what is counted over it is provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from chinese_calendar import constants

from inspect_app.cases.calendar.hours import Hours, TimeKind, standard_hours

SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """One day: whether people work, why, and whether that is only a guess by the weekday."""

    working: bool
    code: str
    zh: str
    en: str
    provisional: bool = False


@dataclass(frozen=True)
class NamedDay:
    """A day that differs from its weekday, or is a holiday: what an official notice says of it."""

    working: bool
    zh: str
    en: str


WORKDAY = Day(True, "working_day", "工作日", "Working day")
WEEKEND = Day(False, "weekend", "周末", "Weekend")


@cache
def statutory_days() -> Mapping[date, NamedDay]:
    """Holidays and shifted working days of the years the library knows (State Council notices)."""
    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    holidays = {day: NamedDay(False, names[name], name) for day, name in constants.holidays.items()}
    shifted = {day: NamedDay(True, names[name], name) for day, name in constants.workdays.items()}
    return holidays | shifted


@cache
def statutory_years() -> frozenset[int]:
    """The years the library knows completely."""
    return frozenset(day.year for day in constants.holidays)


@dataclass(frozen=True)
class Calendar:
    """Days and hours in one place: the zone, what was imported, and the hours in force."""

    zone: ZoneInfo
    imported: Mapping[date, NamedDay] = field(default_factory=dict)
    imported_years: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = field(default_factory=standard_hours)

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known, not guessed."""
        return year in self.imported_years or year in statutory_years()

    def day(self, on: date) -> Day:
        """What kind of day it is; an imported year replaces the library's."""
        known = self.imported if on.year in self.imported_years else statutory_days()
        named = known.get(on)
        if named is None:
            plain = WEEKEND if on.weekday() >= SATURDAY else WORKDAY
            return plain if self.knows(on.year) else guessed(plain)
        if named.working:
            return Day(
                True, "shifted_working_day", f"调休上班（{named.zh}）", f"Shifted working day ({named.en})"
            )
        return Day(False, "holiday", named.zh, named.en)

    def hours_on(self, kind: TimeKind, on: date) -> Hours:
        """The counting hours of a day; LookupError when no row is in force."""
        for row in self.hours:
            if row.kind == kind and row.holds(on):
                return row
        raise LookupError(f"no {kind} on {on}")


def guessed(plain: Day) -> Day:
    """A day of a year whose holidays nobody has told us yet."""
    return Day(
        plain.working,
        plain.code,
        f"{plain.zh}（节假日安排未公布，暂按周几推算）",
        f"{plain.en} (holidays not announced yet: by the weekday)",
        provisional=True,
    )
