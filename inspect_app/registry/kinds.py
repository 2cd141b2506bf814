"""What the registry holds and the words for it, read from kinds.json. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = read_rules(Path(__file__).with_name("kinds.json"))
Label = dict[str, str]


class Kind(StrEnum):
    """What an entry is."""

    SITE = "site"
    ENTERPRISE = "enterprise"
    VEHICLE = "vehicle"


GRID = "grid"  # leaders answer for a site or enterprise, or for a grid


@dataclass(frozen=True)
class Word:
    """A code with its words."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> Label:
        """The words."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True)
class KindWords:
    """A kind, its types and its states."""

    word: Word
    types: dict[str, Word]
    states: dict[str, Word]


@dataclass(frozen=True)
class LeaderRole(Word):
    """One of 一长三员: at what it is found, and which document names it."""

    at: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Freshness(Dated):
    """For how many days an entry of each kind counts as looked at."""

    days: dict[str, int]


def word_of(raw: dict[str, Any]) -> Word:
    """A word of the file."""
    return Word(raw["code"], raw["zh"], raw["en"])


def words_of(raw: list[dict[str, Any]]) -> dict[str, Word]:
    """Words by their codes, in the order of the file."""
    return {one["code"]: word_of(one) for one in raw}


KINDS = {
    Kind(one["code"]): KindWords(word_of(one), words_of(one["types"]), words_of(one["states"]))
    for one in DATA["kinds"]
}
LEADER_ROLES = {
    one["code"]: LeaderRole(one["code"], one["zh"], one["en"], tuple(one["at"]), one["source"])
    for one in DATA["leader_roles"]
}
FRESHNESS = tuple(Freshness(one["days"], **validity(one)) for one in DATA["freshness"])


def fresh_days(kind: str, on: date) -> int:
    """For how many days an entry of a kind counts as looked at, by the rule of a day."""
    for rule in in_force(FRESHNESS, on):
        return rule.days[kind]
    raise LookupError(f"no freshness rule for {on}")
