"""What each indicator means, as dated data: numerator, denominator, exclusions, source. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

DATA = Path(__file__).with_name("definitions.json")
Words = Mapping[str, str]


@dataclass(frozen=True)
class Definition:
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
    valid_from: date
    valid_to: date | None
    source: Words

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of cases; else it is a time in hours."""
        return self.kind == "rate"


@dataclass(frozen=True)
class RankingRule:
    """From how many cases on somebody is ranked, and how sure the interval is (`z` of the normal curve)."""

    min_sample: int
    confidence: str
    z: Fraction
    valid_from: date
    valid_to: date | None
    source: Words


Dated = TypeVar("Dated", Definition, RankingRule)


@cache
def data() -> Mapping[str, Any]:
    """The file as it stands."""
    content: Mapping[str, Any] = json.loads(DATA.read_text("utf-8"))
    return content


@cache
def definitions() -> tuple[Definition, ...]:
    """Every row, past and future ones too."""
    return tuple(definition_of(row) for row in data()["indicators"])


def definition_of(row: Mapping[str, Any]) -> Definition:
    """A definition from its JSON row."""
    plain = ("code", "kind", "better", "numerator", "denominator", "numerator_words", "denominator_words")
    begin, end = validity(row)
    return Definition(
        **{name: row[name] for name in plain},
        label={"zh": row["zh"], "en": row["en"]},
        exclusions=tuple(row["exclusions"]),
        valid_from=begin,
        valid_to=end,
        source=row["source"],
    )


@cache
def ranking_rules() -> tuple[RankingRule, ...]:
    """Every rule of ranking."""
    return tuple(
        RankingRule(row["min_sample"], row["confidence"], Fraction(row["z"]), *validity(row), row["source"])
        for row in data()["ranking"]
    )


def validity(row: Mapping[str, Any]) -> tuple[date, date | None]:
    """The first day in force, and the first day that is not any more."""
    end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    return date.fromisoformat(row["valid_from"]), end


def in_force(rows: Iterable[Dated], on: date) -> list[Dated]:
    """The rows that hold on a day."""
    return [row for row in rows if row.valid_from <= on and (row.valid_to is None or on < row.valid_to)]


def find_definition(code: str, on: date) -> Definition | None:
    """The definition of an indicator on a day; None when there is none."""
    return next((row for row in in_force(definitions(), on) if row.code == code), None)


def ranking_rule(on: date) -> RankingRule:
    """How people rank on a day; the oldest rule holds before it began."""
    return next(iter(in_force(ranking_rules(), on)), ranking_rules()[0])
