"""The dated rule by which rows of a superior's list are compared with cases. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("rules.json")
NUMBERS = ("near_m", "sure_m", "unknown_m", "days_before", "days_after", "words_share", "words_common")


@dataclass(frozen=True)
class MatchingRule(Dated):
    """Metres, days, and percent of common two-character pieces; see `rules.json`."""

    near_m: int
    sure_m: int
    unknown_m: int
    days_before: int
    days_after: int
    words_share: int
    words_common: int


@cache
def load() -> tuple[MatchingRule, ...]:
    """Every row, past and future ones too."""
    rows = read_rules(DATA)["rules"]
    return tuple(MatchingRule(*(row[name] for name in NUMBERS), **validity(row)) for row in rows)


def matching_rule(on: date) -> MatchingRule:
    """The rule of a day; the first one stands for the days before it."""
    return next(iter(in_force(load(), on)), load()[0])
