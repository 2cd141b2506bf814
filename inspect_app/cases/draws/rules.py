"""The dated rule of draws: how often the same person may judge the same unit, how often one draws. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("rules.json")


@dataclass(frozen=True)
class DrawRule(Dated):
    """One row of the rules; `pairing_days` is the window in which judgements of one unit are counted."""

    code: str
    pairing_days: int
    pairings: int
    most_redraws: int
    source: Mapping[str, str]

    @property
    def window(self) -> timedelta:
        """How far back pairings count."""
        return timedelta(days=self.pairing_days)


@cache
def draw_rules() -> tuple[DrawRule, ...]:
    """Every row, past and future ones too."""
    return tuple(
        DrawRule(
            row["code"],
            row["pairing_days"],
            row["pairings"],
            row["most_redraws"],
            row["source"],
            **validity(row),
        )
        for row in read_rules(DATA)["rules"]
    )


def rule_on(day: date) -> DrawRule:
    """The rule that holds on a day; a day before all rules has the first."""
    rows = in_force(draw_rules(), day)
    return rows[-1] if rows else draw_rules()[0]
