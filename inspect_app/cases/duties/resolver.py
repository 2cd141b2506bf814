"""Which row of a duty table counts, and why: the most specific one. Pure: no database, no Flask.

A row that names the category beats one for any category; then the nearer area beats the wider one, and any
area comes last; then a row that names the source of the report beats one for any source.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Key = tuple[str | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the resolver needs it; None in a part of the key means any."""

    id: int
    line: int
    category: str | None
    area: int | None
    source: str | None
    unit: int
    helpers: tuple[int, ...] = ()
    percent: int | None = None
    priority: int = 0

    @property
    def key(self) -> Key:
        """What the row is about."""
        return (self.category, self.area, self.source)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a category, the areas that hold the place (the nearest first), where it came from."""

    category: str
    areas: tuple[int, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The row that counts; `rivals` are rows about the very same that name another unit."""

    row: Row | None = None
    rivals: tuple[Row, ...] = ()

    @property
    def unit(self) -> int | None:
        """The lead unit, when there is exactly one."""
        return self.row.unit if self.row and not self.rivals else None


@dataclass(frozen=True, slots=True)
class Step:
    """One place where the resolver looked, and the rows that stand there."""

    key: Key
    rows: tuple[Row, ...]
    counts: bool


class Rows:
    """The rows of a table, ready for questions; it never changes after it is built."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.by_key: dict[Key, list[Row]] = {}
        for row in sorted(rows, key=lambda one: one.line):
            self.by_key.setdefault(row.key, []).append(row)
        self.by_id = {row.id: row for found in self.by_key.values() for row in found}

    def answer(self, question: Question) -> Answer:
        """The row that counts for a question."""
        for key in order(question):
            if found := self.by_key.get(key):
                rivals = tuple(row for row in found[1:] if row.unit != found[0].unit)
                return Answer(found[0], rivals)
        return Answer()

    def steps(self, question: Question) -> list[Step]:
        """Everywhere the resolver looks, most specific first, with what it found there."""
        found: list[Step] = []
        for key in order(question):
            rows = tuple(self.by_key.get(key, ()))
            found.append(Step(key, rows, bool(rows) and not any(step.rows for step in found)))
        return found


def order(question: Question) -> Iterator[Key]:
    """The keys that fit a question, most specific first."""
    sources = (question.source, None) if question.source else (None,)
    for category in (question.category, None):
        for area in (*question.areas, None):
            for source in sources:
                yield (category, area, source)


def line_up(area: int | None, parents: dict[int, int | None]) -> tuple[int, ...]:
    """An area, the one above it, and so on up."""
    line: list[int] = []
    while area is not None and area not in line:
        line.append(area)
        area = parents.get(area)
    return tuple(line)


def rivalries(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pairs of rows about the very same: only one of them could count."""
    first: dict[Key, Row] = {}
    return [(first[row.key], row) for row in rows if first.setdefault(row.key, row) is not row]


def gaps(rows: Rows, categories: Iterable[str], areas: Iterable[tuple[int, ...]]) -> list[tuple[str, int]]:
    """Each category in each area (given as its line up) for which no row counts, whatever the source."""
    lines = list(areas)
    return [
        (category, line[0])
        for category in categories
        for line in lines
        if rows.answer(Question(category, line)).row is None
    ]
