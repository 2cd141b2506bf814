"""What each indicator means, as dated data: numerator, denominator, exclusions, source. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("definitions.json")
Words = Mapping[str, str]


@dataclass(frozen=True)
class Definition(Dated):
    """One row: conditions by name, words by language. Of a duration `numerator` names the stretch of time."""

    code: str
    kind: str
    label: Words
    better: str
    numerator: str
    denominator: str
    exclusions: tuple[str, ...]
    numerator_words: Words
    denominator_words: Words
    source: Words

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of cases; else it is a time in hours."""
        return self.kind == "rate"


@dataclass(frozen=True)
class RankingRule(Dated):
    """From how many cases on somebody is ranked, and how sure the interval is (`z` of the normal curve)."""

    min_sample: int
    confidence: str
    z: Fraction
    source: Words


def data() -> Mapping[str, Any]:
    """The file as it stands."""
    return read_rules(DATA)


@cache
def definitions() -> tuple[Definition, ...]:
    """Every row, past and future ones too."""
    return tuple(definition_of(row) for row in data()["indicators"])


def definition_of(row: Mapping[str, Any]) -> Definition:
    """A definition from its JSON row."""
    plain = ("code", "kind", "better", "numerator", "denominator", "numerator_words", "denominator_words")
    return Definition(
        **{name: row[name] for name in plain},
        label={"zh": row["zh"], "en": row["en"]},
        exclusions=tuple(row["exclusions"]),
        source=row["source"],
        **validity(row),
    )


@cache
def ranking_rules() -> tuple[RankingRule, ...]:
    """Every rule of ranking."""
    return tuple(
        RankingRule(row["min_sample"], row["confidence"], Fraction(row["z"]), row["source"], **validity(row))
        for row in data()["ranking"]
    )


def find_definition(code: str, on: date) -> Definition | None:
    """The definition of an indicator on a day; None when there is none."""
    return next((row for row in in_force(definitions(), on) if row.code == code), None)


def ranking_rule(on: date) -> RankingRule:
    """How people rank on a day; the oldest rule holds before it began."""
    return next(iter(in_force(ranking_rules(), on)), ranking_rules()[0])
