"""The ladder of pressure: which rung a late or relapsed case has reached, and how long a unit has to answer.

Pure. It proposes; people issue.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.cases.calendar.counting import Length
from inspect_app.cases.calendar.hours import TimeKind
from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("ladder.json")


class Rung(StrEnum):
    """The rungs, lowest first."""

    REMINDER = "reminder"
    URGING = "urging"
    CIRCULAR = "circular"
    INTERVIEW = "interview"
    LISTING = "listing"
    SPECIAL_INSPECTION = "special_inspection"


RUNG_LABELS: dict[Rung, dict[str, str]] = {
    Rung.REMINDER: {"zh": "提醒", "en": "Reminder"},
    Rung.URGING: {"zh": "督办", "en": "Urging"},
    Rung.CIRCULAR: {"zh": "通报", "en": "Circular"},
    Rung.INTERVIEW: {"zh": "约谈", "en": "Interview"},
    Rung.LISTING: {"zh": "挂牌督办", "en": "Listed supervision"},
    Rung.SPECIAL_INSPECTION: {"zh": "专项督察", "en": "Special inspection"},
}


@dataclass(frozen=True)
class LadderRule(Dated):
    """From so many hours late, or so many relapses on, a rung is proposed."""

    code: str
    rung: Rung
    trigger: str
    threshold: int


@dataclass(frozen=True)
class RungTerms(Dated):
    """How long a unit has to receive a document of a rung, and to answer it; both from its issue."""

    rung: Rung
    receive: Length
    reply: Length


@dataclass(frozen=True)
class Standing:
    """Where a case stands: whole hours late (0: in time), relapses, and the highest rung it has had."""

    hours_late: int
    relapses: int
    had: Rung | None = None


@cache
def ladder_rules() -> tuple[LadderRule, ...]:
    """Every rule, past and future ones too."""
    return tuple(
        LadderRule(row["code"], Rung(row["rung"]), row["trigger"], row["threshold"], **validity(row))
        for row in read_rules(DATA)["rules"]
    )


@cache
def rung_terms() -> tuple[RungTerms, ...]:
    """Every row of terms, past and future ones too."""
    return tuple(
        RungTerms(Rung(row["rung"]), length_of(row["receive"]), length_of(row["reply"]), **validity(row))
        for row in read_rules(DATA)["rungs"]
    )


def length_of(raw: dict[str, Any]) -> Length:
    """Whole days of a kind."""
    return Length(TimeKind(raw["kind"]), raw["amount"])


def height(rung: Rung | None) -> int:
    """How high a rung is; -1 for none."""
    return -1 if rung is None else list(Rung).index(rung)


def rung_reached(standing: Standing, on: date) -> LadderRule | None:
    """The highest rule a case has reached above what it has had; None when nothing new is to be proposed."""
    counts = {"late": standing.hours_late, "relapse": standing.relapses}
    reached = [rule for rule in in_force(ladder_rules(), on) if counts[rule.trigger] >= rule.threshold]
    best = max(reached, key=lambda rule: height(rule.rung), default=None)
    return best if best and height(best.rung) > height(standing.had) else None


def least_hours(on: date) -> int | None:
    """From how many hours late on any rule asks for anything; None when no rule does."""
    hours = [rule.threshold for rule in in_force(ladder_rules(), on) if rule.trigger == "late"]
    return min(hours, default=None)


def terms_of(rung: Rung, on: date) -> RungTerms:
    """The terms of a rung on a day; a test holds that each rung has some."""
    return next(row for row in in_force(rung_terms(), on) if row.rung == rung)
