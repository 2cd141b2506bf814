"""Ids and instants as plain text straight from the database, for lists of hundreds of lines.

To make a UUID and a datetime of each, and text of those again, took longer than to read them. A key is an id
as the database keeps it: 32 hexadecimal digits on SQLite, with hyphens on PostgreSQL.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Dialect, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from inspect_app.core.db import db

PLAIN = 32  # digits of an id without hyphens


class Key(FunctionElement[str]):
    """An id as a key."""

    name = "key"
    type = Text()
    inherit_cache = True


@compiles(Key)
def _as_kept(element: FunctionElement[str], compiler: SQLCompiler, **how: Any) -> str:
    (column,) = (compiler.process(part, **how) for part in element.clauses)
    return str(column)


@compiles(Key, "postgresql")
def _as_text(element: Key, compiler: SQLCompiler, **how: Any) -> str:
    (column,) = (compiler.process(part, **how) for part in element.clauses)
    return f"CAST({column} AS TEXT)"


def key(column: Any) -> ColumnElement[str]:
    """A column of ids, read as keys."""
    return Key(column)


def key_of(one: UUID) -> str:
    """An id that is known already, as a key."""
    return one.hex if db.session.get_bind().dialect.name == "sqlite" else str(one)


def wire_id(words: str) -> str:
    """A key as answers show it."""
    if len(words) != PLAIN:
        return words
    return f"{words[:8]}-{words[8:12]}-{words[12:16]}-{words[16:20]}-{words[20:]}"


class WireTime(TypeDecorator[str]):
    """The text of an instant, as answers show it."""

    impl = Text
    cache_ok = True

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], str | None] | None:
        """PostgreSQL writes it so, SQLite the wall clock of UTC."""
        return iso_of_text if dialect.name == "sqlite" else None


class Instant(FunctionElement[str]):
    """An instant as answers show it."""

    name = "instant"
    type = WireTime()
    inherit_cache = True


compiles(Instant)(_as_kept)


@compiles(Instant, "postgresql")
def _as_shown(element: Instant, compiler: SQLCompiler, **how: Any) -> str:
    (column,) = (compiler.process(part, **how) for part in element.clauses)
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"


def iso_of_text(words: str | None) -> str | None:
    """`2026-11-21 08:00:00.000000` as `2026-11-21T08:00:00.000Z`."""
    return None if words is None else f"{words[:10]}T{words[11:23]}Z"


def wire_time(column: Any) -> ColumnElement[Any]:
    """A column of instants, read as answers show them."""
    return Instant(column).label(column.key)


def plain_rows(statement: Any, **values: Any) -> Sequence[Any]:
    """The rows of a statement past the session, which would look at each for objects to keep."""
    db.session.flush()
    return db.session.connection().execute(statement, values).all()
