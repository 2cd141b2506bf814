"""What is owed each day and by when, as dated data: summary, analysis, report and feedback. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from inspect_app.core.dated import Dated, in_force, read_rules, validity

DATA = Path(__file__).with_name("rhythm.json")
FEEDBACK, SUMMARY, ANALYSIS, REPORT = "feedback", "summary", "analysis", "report"
WRITTEN = (SUMMARY, ANALYSIS, REPORT)


@dataclass(frozen=True)
class Product(Dated):
    """One product of the day: who owes it, and until when on the wall clock."""

    code: str
    label: Mapping[str, str]
    owed_by: str
    cut_off: time
    words_required: bool
    source: Mapping[str, str]

    def due_at(self, day: date, zone: tzinfo) -> datetime:
        """The cut-off of a day, aware UTC."""
        return datetime.combine(day, self.cut_off, zone).astimezone(UTC)


@cache
def products() -> tuple[Product, ...]:
    """Every row, past and future ones too."""
    return tuple(product_of(row) for row in read_rules(DATA)["products"])


def product_of(row: Mapping[str, Any]) -> Product:
    """A product from its JSON row."""
    return Product(
        row["code"],
        {"zh": row["zh"], "en": row["en"]},
        row["owed_by"],
        time.fromisoformat(row["cut_off"]),
        row["words_required"],
        row["source"],
        **validity(row),
    )


def products_on(day: date) -> list[Product]:
    """What is owed on a day, in the order of the cut-offs."""
    return sorted(in_force(products(), day), key=lambda row: row.cut_off)


def product_on(code: str, day: date) -> Product | None:
    """One product as it is owed on a day."""
    return next((row for row in products_on(day) if row.code == code), None)
