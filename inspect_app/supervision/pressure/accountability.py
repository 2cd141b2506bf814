"""Quantified accountability: from a month's counts to the office a rule names. Pure; people decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity
from inspect_app.supervision.pressure.ladder import Rung

DATA = Path(__file__).with_name("accountability.json")


class Office(StrEnum):
    """Whom a threshold names."""

    DEPUTY_HEAD = "deputy_head"
    HEAD = "head"
    SECRETARY = "secretary"
    DEPUTY_MAYOR = "deputy_mayor"
    MAYOR = "mayor"
    CITY_SECRETARY = "city_secretary"


class Scope(StrEnum):
    """Over what a rule counts."""

    COUNTY = "county"
    CITY = "city"


OFFICE_LABELS: dict[Office, dict[str, str]] = {
    Office.DEPUTY_HEAD: {"zh": "副县（市、区）长", "en": "Deputy head of the county"},
    Office.HEAD: {"zh": "县（市、区）长", "en": "Head of the county"},
    Office.SECRETARY: {"zh": "县（市、区）委书记", "en": "Party secretary of the county"},
    Office.DEPUTY_MAYOR: {"zh": "副市长", "en": "Deputy mayor"},
    Office.MAYOR: {"zh": "市长", "en": "Mayor"},
    Office.CITY_SECRETARY: {"zh": "市委书记", "en": "Party secretary of the city"},
}


@dataclass(frozen=True)
class Step:
    """From this many on, this office."""

    threshold: int
    office: Office


@dataclass(frozen=True)
class AccountabilityRule(Dated):
    """One row: what is counted, over what, and its steps in rising order; no categories means any."""

    code: str
    zh: str
    en: str
    per: Scope
    categories: frozenset[str] | None
    steps: tuple[Step, ...]
    source: str


@cache
def accountability_rules() -> tuple[AccountabilityRule, ...]:
    """Every row, past and future ones too."""
    return tuple(rule_of(row) for row in read_rules(DATA)["rules"])


def rule_of(row: Mapping[str, Any]) -> AccountabilityRule:
    """A rule from its JSON row; ValueError when its steps do not rise."""
    steps = tuple(Step(step["threshold"], Office(step["office"])) for step in row["steps"])
    if [step.threshold for step in steps] != sorted({step.threshold for step in steps}):
        raise ValueError(f"the steps of {row['code']} do not rise")
    return AccountabilityRule(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        per=Scope(row["per"]),
        categories=None if row["categories"] is None else frozenset(row["categories"]),
        steps=steps,
        source=row["source"],
        **validity(row),
    )


def proposed_rung() -> Rung:
    """The document that carries a proposal, unless the person who issues chooses another."""
    return Rung(read_rules(DATA)["rung"])


def county_kinds() -> frozenset[str]:
    """The kinds of units that count as a county."""
    return frozenset(read_rules(DATA)["county_kinds"])


def find_rule(code: str, on: date) -> AccountabilityRule | None:
    """The row of a code that holds on a day."""
    return next((rule for rule in in_force(accountability_rules(), on) if rule.code == code), None)


def rule_named(code: str) -> AccountabilityRule | None:
    """The latest row of a code, for the words of what was proposed by it."""
    return next((rule for rule in reversed(accountability_rules()) if rule.code == code), None)


def step_reached(rule: AccountabilityRule, count: int) -> Step | None:
    """The highest step that a count reaches; None below the first."""
    reached = [step for step in rule.steps if count >= step.threshold]
    return reached[-1] if reached else None
