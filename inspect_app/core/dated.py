"""Rules as dated data: rows of JSON files beside the code, each in force between two days. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypedDict, TypeVar


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A row in force from `valid_from` up to, not including, `valid_to`; local days, None for no end."""

    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def validity_json(self) -> dict[str, str | None]:
        """Both days for clients."""
        end = self.valid_to.isoformat() if self.valid_to else None
        return {"valid_from": self.valid_from.isoformat(), "valid_to": end}


class Validity(TypedDict):
    """The two days, as a `Dated` takes them."""

    valid_from: date
    valid_to: date | None


Row = TypeVar("Row", bound=Dated)


@cache
def read_rules(path: Path) -> Mapping[str, Any]:
    """A file of rules as it stands; it is part of the program and does not change while that runs."""
    content: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def validity(row: Mapping[str, Any]) -> Validity:
    """The two days of a JSON row."""
    end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    return {"valid_from": date.fromisoformat(row["valid_from"]), "valid_to": end}


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows that hold on a day, in their order."""
    return [row for row in rows if row.holds(on)]
