"""Rows of rules that hold between two days. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar


@dataclass(frozen=True)
class Dated:
    """A row in force from `valid_from` up to, not including, `valid_to`."""

    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    @classmethod
    def made(cls, row: Mapping[str, Any], **values: Any) -> Self:
        """The row of its JSON form, with its other values already read."""
        end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
        return cls(valid_from=date.fromisoformat(row["valid_from"]), valid_to=end, **values)


Row = TypeVar("Row", bound=Dated)


def in_force(rows: Iterable[Row], on: date) -> list[Row]:
    """The rows that hold on a day."""
    return [row for row in rows if row.holds(on)]
