"""Finding cases by what somebody typed: a case number, or letters that stand in the note.

Words are not told apart in Chinese, and people look for one or two letters (烟, 渣土): so an index holds the
letters of every note and its pairs of letters (`note_index.py`).
"""

import re
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, and_, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType

from inspect_app.cases.models import Case
from inspect_app.core.settings import settings
from inspect_app.places.days import local_day

YEARS_BACK = 10  # a bare serial number may mean a case of each of these years
SERIAL = re.compile(r"(?:(\d{4})-)?(\d{1,9})")


def matches(q: str, now: datetime) -> ColumnElement[bool]:
    """Cases whose number is meant by `q` or whose note contains it, found by indexes."""
    told = and_(says(q), HasLetters(Case.id, Case.note, literal(q), literal(q.lower()[:3])))
    return or_(*number_is(q, now), told)


def matches_plainly(q: str, now: datetime) -> ColumnElement[bool]:
    """The same cases, looked at one by one: for a bounded number of them."""
    return or_(*number_is(q, now), says(q))


def says(q: str) -> ColumnElement[bool]:
    """The note contains the words; upper and lower case are the same in Latin letters."""
    return Case.note.icontains(q, autoescape=True)


def number_is(q: str, now: datetime) -> list[ColumnElement[bool]]:
    """A number that begins so, or has this serial: `123` and `2026-123` mean YH-2026-000123."""
    prefix = settings().case_prefix
    start = prefix + q[len(prefix) :] if q.lower().startswith(prefix.lower()) else q.upper()
    found: list[ColumnElement[bool]] = [Begins(Case.number, literal(start))]
    meant = SERIAL.fullmatch(q)
    if meant is not None:
        year = local_day(now).year
        years = [int(meant[1])] if meant[1] else range(year - YEARS_BACK, year + 1)
        found.append(Case.number.in_([f"{prefix}-{of}-{int(meant[2]):06d}" for of in years]))
    return found


class Lookup(FunctionElement[bool]):
    """A condition that is spelled so that an index of either database serves."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - the base's own form
        """A condition by itself: SQLite would be asked for `… = 1`, for which it uses no index."""
        return self


class HasLetters(Lookup):
    """Whether the index of notes has the letters: of case id, note, words, and their first three letters."""

    name = "has_letters"
    inherit_cache = True


@compiles(HasLetters)
def _by_terms(element: HasLetters, compiler: SQLCompiler, **how: Any) -> str:
    case_id, _, _, first = (compiler.process(part, **how) for part in element.clauses)
    docs = f"SELECT doc FROM case_note_letters WHERE term >= {first} AND term < {first} || char(1114111)"  # noqa: S608
    return f"{case_id} IN (SELECT case_id FROM case_notes WHERE rowid IN ({docs}))"  # noqa: S608 - compiled parts


@compiles(HasLetters, "postgresql")
def _by_letters(element: HasLetters, compiler: SQLCompiler, **how: Any) -> str:
    note, words = (compiler.process(part, **how) for part in list(element.clauses)[1:3])
    return f"letters_of({note}) @> letters_of({words})"


class Begins(Lookup):
    """Whether a text begins with another, by the order of code points."""

    name = "begins"
    inherit_cache = True


@compiles(Begins)
def _in_range(element: Begins, compiler: SQLCompiler, **how: Any) -> str:
    column, start = (compiler.process(part, **how) for part in element.clauses)
    return f"({column} >= {start} AND {column} < {start} || char(1114111))"


@compiles(Begins, "postgresql")
def _in_plain_order(element: Begins, compiler: SQLCompiler, **how: Any) -> str:
    column, start = (compiler.process(part, **how) for part in element.clauses)
    return f'({column} COLLATE "C" >= {start} AND {column} COLLATE "C" < {start} || chr(1114111))'
