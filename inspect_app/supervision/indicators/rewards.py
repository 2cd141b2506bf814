"""What a published rule of weekly ranking proposes in money for the first and last of a group. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("rewards.json")
COLUMNS = ("group", "unit", "place", "pm10", "pm10_target", "pm25", "pm25_target")


@dataclass(frozen=True)
class RewardRule(Dated):
    """Amounts in 万元 for the first and the last of a group, by whether both targets are met."""

    code: str
    first_met: int | None
    first_missed: int | None
    last_met: int | None
    last_missed: int | None
    between: int | None
    source: Mapping[str, str]


@dataclass(frozen=True)
class Standing:
    """One unit's week: its place in its group, and whether PM10 and PM2.5 both kept their targets."""

    group: str
    unit: str
    place: int
    met: bool


@cache
def reward_rules() -> tuple[RewardRule, ...]:
    """Every rule, past and future ones too."""
    return tuple(rule_of(row) for row in read_rules(DATA)["rules"])


def rule_of(row: Mapping[str, Any]) -> RewardRule:
    """A rule from its JSON row."""
    return RewardRule(**{**row, **validity(row)})


def reward_rule(on: date) -> RewardRule | None:
    """The rule in force on a day."""
    return next(iter(in_force(reward_rules(), on)), None)


def outcomes(rule: RewardRule, week: Iterable[Standing]) -> dict[str, int | None]:
    """For each unit what the rule proposes; None where it does not say."""
    standings = list(week)
    last = {s.group: max(o.place for o in standings if o.group == s.group) for s in standings}
    return {one.unit: amount(rule, one, last[one.group]) for one in standings}


def amount(rule: RewardRule, one: Standing, last: int) -> int | None:
    """What one unit gets; a group of one has a first and no last."""
    if one.place == 1:
        return rule.first_met if one.met else rule.first_missed
    if one.place == last:
        return rule.last_met if one.met else rule.last_missed
    return rule.between


def read_week(text: str) -> list[Standing]:
    """A week from CSV with COLUMNS; ValueError names the line that cannot be read."""
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            values = {name: Decimal(row[name]) for name in COLUMNS[3:]}
            met = values["pm10"] <= values["pm10_target"] and values["pm25"] <= values["pm25_target"]
            found.append(Standing(row["group"], row["unit"], int(row["place"]), met))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            raise ValueError(f"line {number}: give {', '.join(COLUMNS)}") from None
    return found
