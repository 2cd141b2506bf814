"""What one look of `flask doctor` says: a line of its table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How well a check went."""

    GOOD = "PASS"
    WARNING = "WARN"
    BAD = "FAIL"


@dataclass(frozen=True)
class Check:
    """One line of the table: what was looked at, how it is, what was seen."""

    name: str
    grade: Grade
    seen: str


Look = Callable[[], Check]


def good(name: str, seen: str) -> Check:
    """A check that went well."""
    return Check(name, Grade.GOOD, seen)


def warning(name: str, seen: str) -> Check:
    """It works, and somebody should look."""
    return Check(name, Grade.WARNING, seen)


def bad(name: str, seen: str) -> Check:
    """It does not work."""
    return Check(name, Grade.BAD, seen)


def table(checks: Iterable[Check]) -> str:
    """For people."""
    return "\n".join(f"{check.grade:<6}{check.name:<16}{check.seen}" for check in checks)
