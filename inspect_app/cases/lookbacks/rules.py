"""The dated rules of second looks: risk, days after closing, the weekly share, what is elsewhere. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("rules.json")


class Risk(StrEnum):
    """How likely a problem comes back."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_LABELS: dict[Risk, dict[str, str]] = {
    Risk.LOW: {"zh": "低", "en": "low"},
    Risk.MEDIUM: {"zh": "中", "en": "medium"},
    Risk.HIGH: {"zh": "高", "en": "high"},
}


@dataclass(frozen=True)
class Plan(Dated):
    """After how many days one looks back, and how many days one then has; None for category means any."""

    code: str
    category: str | None
    risk: Risk
    days: tuple[int, ...]
    grace_days: int
    source: Mapping[str, str]


@dataclass(frozen=True)
class RecheckRule(Dated):
    """What share of a week's closed cases is looked at once more."""

    code: str
    percent: int
    grace_days: int
    source: Mapping[str, str]


@dataclass(frozen=True)
class RelocationRule(Dated):
    """How long ago and how far away another case of the same operator makes one think of a move."""

    code: str
    window_days: int
    min_distance_m: int
    source: Mapping[str, str]


@cache
def plans() -> tuple[Plan, ...]:
    """Every plan, past and future ones too."""
    return tuple(
        Plan(
            row["code"],
            row["category"],
            Risk(row["risk"]),
            tuple(row["days"]),
            row["grace_days"],
            row["source"],
            **validity(row),
        )
        for row in read_rules(DATA)["plans"]
    )


def reason_label(code: str) -> Mapping[str, str]:
    """The words of a reason."""
    label: Mapping[str, str] = read_rules(DATA)["reasons"][code]
    return label


def risk_of(reasons: Collection[str]) -> Risk:
    """A relapse, or two reasons together, make it high; one reason medium."""
    if "relapse" in reasons or len(set(reasons)) > 1:
        return Risk.HIGH
    return Risk.MEDIUM if reasons else Risk.LOW


def plan_for(category: str, risk: Risk, on: date) -> Plan | None:
    """The plan in force on a day: for the category and risk, else for the risk."""
    rows = in_force(plans(), on)
    known = {(row.category, row.risk): row for row in rows}
    return known.get((category, risk)) or known.get((None, risk))


def recheck_rule_on(on: date) -> RecheckRule | None:
    """The rule of the weekly re-check that holds on a day."""
    rows = [
        RecheckRule(row["code"], row["percent"], row["grace_days"], row["source"], **validity(row))
        for row in read_rules(DATA)["rechecks"]
    ]
    found = in_force(rows, on)
    return found[-1] if found else None


def relocation_rule_on(on: date) -> RelocationRule | None:
    """The rule of relocation that holds on a day."""
    rows = [
        RelocationRule(row["code"], row["window_days"], row["min_distance_m"], row["source"], **validity(row))
        for row in read_rules(DATA)["relocation"]
    ]
    found = in_force(rows, on)
    return found[-1] if found else None


def share_of(percent: int, population: int) -> int:
    """How many of a week's cases are drawn: the share rounded up, so that a small week is not left out."""
    return -(-population * percent // 100)


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())
