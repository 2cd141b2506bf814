"""What an append asks and writes: the driver's own words, in as few trips to the database as it takes.

Everybody who writes waits for the head row while these run; through SQLAlchemy, one by one, they held it
several times as long. PostgreSQL is asked in one trip (pipeline mode) and told in another.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from inspect_app.audit.models import MAIN_LOG, Event

LEVELS = ", ".join(f"({level})" for level in range(48))
ERRORS: dict[str, type[Exception]] = {"sqlite": sqlite3.Error, "postgresql": psycopg.Error}
AT = Event.__table__.c.at.type

CLAIM = f"UPDATE log_heads SET size = size + ? WHERE log_id = {MAIN_LOG} RETURNING size"
# Asked after CLAIM, in a statement of its own: one that waited for the head row would not see what the writer
# before it has just committed. Of the right edge only the subtrees that this growth completes.
EDGE = f"""
SELECT l.column1, (
  SELECT n.hash FROM log_nodes n
  WHERE n.log_id = {MAIN_LOG} AND n.level = l.column1 AND n.node_index = ((h.size - ?) >> l.column1) - 1
)
FROM log_heads h CROSS JOIN (VALUES {LEVELS}) AS l
WHERE h.log_id = {MAIN_LOG} AND (((h.size - ?) >> l.column1) & 1) = 1
  AND ((((h.size - ?) >> l.column1) + 1) << l.column1) <= h.size
"""
LAST_OF_ONE = "SELECT subject, seq, log_index FROM events WHERE subject = ? ORDER BY seq DESC LIMIT 1"
LAST_OF_MANY = """
SELECT s.subject, e.seq, e.log_index FROM unnest(?::text[]) AS s (subject)
CROSS JOIN LATERAL (
  SELECT seq, log_index FROM events WHERE events.subject = s.subject ORDER BY seq DESC LIMIT 1
) AS e
"""
INTO_ENTRIES = "INSERT INTO log_entries (log_id, log_index, body)"
INTO_EVENTS = "INSERT INTO events (log_id, actor_id, at, log_index, subject, seq, kind, payload, salt)"
INTO_NODES = "INSERT INTO log_nodes (log_id, level, node_index, hash)"
ONE_BY_ONE = (
    f"{INTO_ENTRIES} VALUES ({MAIN_LOG}, ?, ?)",
    f"{INTO_EVENTS} VALUES ({MAIN_LOG}, ?, ?, ?, ?, ?, ?, ?, ?)",
    f"{INTO_NODES} VALUES ({MAIN_LOG}, ?, ?, ?)",
)
FEW = 8  # rows of a table, written one by one; more are handed over as arrays
EVENT_ARRAYS = """
%s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %b::bytea[]
"""
OF_EVENTS = f"""
SELECT {MAIN_LOG}, a, t, i, s, q, k, p::jsonb, z FROM unnest({EVENT_ARRAYS}) AS rows (a, t, i, s, q, k, p, z)
"""
TOGETHER = f"""
WITH entries AS (
  {INTO_ENTRIES} SELECT {MAIN_LOG}, * FROM unnest(%s::bigint[], %b::bytea[])
), twins AS (
  {INTO_EVENTS} {OF_EVENTS}
)
{INTO_NODES} SELECT {MAIN_LOG}, * FROM unnest(%s::int[], %s::bigint[], %b::bytea[])
"""


class EventRow(NamedTuple):
    """The searchable twin of an entry."""

    actor_id: int | None
    at: datetime
    log_index: int
    subject: str
    seq: int
    kind: str
    payload: str
    salt: bytes


@dataclass
class Rows:
    """What an append writes: (index, body), events, (level, index, hash)."""

    entries: list[tuple[int, bytes]] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """What an append stands on: the first of its indices, of each subject that has entries the last sequence
    number and index, and the subtrees that it completes.
    """

    first: int
    last: dict[str, tuple[int, int]]
    edge: dict[tuple[int, int], bytes]


def claim(connection: Connection, count: int, subjects: Sequence[str]) -> Ground:
    """Lock the head, take `count` indices and read what they follow."""
    with driver_of(connection) as driver:
        if isinstance(driver, sqlite3.Connection):
            size = driver.execute(CLAIM, (count,)).fetchone()[0]
            edge = driver.execute(EDGE, (count,) * 3).fetchall()
            last = [row for one in subjects for row in driver.execute(LAST_OF_ONE, (one,))]
        else:
            with driver.pipeline():
                claimed = driver.execute(marked(CLAIM), (count,))
                right = driver.execute(marked(EDGE), (count,) * 3)
                known = driver.execute(*last_of(subjects))
            size, edge, last = claimed.fetchone()[0], right.fetchall(), known.fetchall()
    first = size - count
    return Ground(
        first,
        {subject: (seq, index) for subject, seq, index in last},
        {(level, (first >> level) - 1): value for level, value in edge if value is not None},
    )


def last_of(subjects: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """How PostgreSQL is asked for the last entries of some subjects."""
    if len(subjects) == 1:
        return marked(LAST_OF_ONE), (subjects[0],)
    return marked(LAST_OF_MANY), (list(subjects),)


def write(connection: Connection, rows: Rows) -> None:
    """The rows of three tables: one statement for PostgreSQL, however many they are."""
    tables: tuple[Sequence[Any], ...] = (rows.entries, stored(connection, rows.events), rows.nodes)
    with driver_of(connection) as driver:
        if isinstance(driver, sqlite3.Connection):
            for statement, values in zip(ONE_BY_ONE, tables, strict=True):
                driver.executemany(statement, values)
            return
        if max(len(rows.entries), len(rows.nodes)) > FEW:
            arrays = [list(column) for table in tables for column in zip(*table, strict=True)]
            driver.execute(TOGETHER, arrays)
        else:
            values = [value for table in tables for row in table for value in row]
            driver.execute(few(len(rows.entries), len(rows.nodes)), values)


@cache
def few(entries: int, nodes: int) -> str:
    """One statement of PostgreSQL for so many rows: while there are few, cheaper than arrays."""
    entry, node = f"({MAIN_LOG}, ?, ?)", f"({MAIN_LOG}, ?, ?, ?)"
    event = f"({MAIN_LOG}, ?::bigint, ?, ?, ?, ?, ?, ?::jsonb, ?)"
    return marked(f"""
WITH entries AS ({INTO_ENTRIES} VALUES {", ".join([entry] * entries)}),
twins AS ({INTO_EVENTS} VALUES {", ".join([event] * entries)})
{INTO_NODES} VALUES {", ".join([node] * nodes)}
""")


def stored(connection: Connection, events: list[EventRow]) -> Sequence[tuple[Any, ...]]:
    """The events with their one instant as the database keeps it."""
    bind = AT.bind_processor(connection.dialect)
    if bind is None:
        return events
    at = bind(events[0].at)
    return [row._replace(at=at) for row in events]


def subtrees(connection: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Those of the wanted subtrees that are stored, by level and index."""
    # Each by its whole key: for a list of pairs either database might read a level, or the table.
    places = ", ".join(f"({level}, {index})" for level, index in wanted)
    statement = f"""
SELECT w.column1, w.column2, (
  SELECT n.hash FROM log_nodes n
  WHERE n.log_id = {MAIN_LOG} AND n.level = w.column1 AND n.node_index = w.column2
) FROM (VALUES {places}) AS w
"""
    with driver_of(connection) as driver:
        found = driver.execute(statement).fetchall() if wanted else []
    return {(level, index): value for level, index, value in found if value is not None}


def marked(statement: str) -> str:
    """The statement with PostgreSQL's marks for values."""
    return statement.replace("?", "%s")


@contextmanager
def driver_of(connection: Connection) -> Iterator[Any]:
    """The driver's connection, inside the transaction that SQLAlchemy has begun.

    Its errors leave as SQLAlchemy's, by which the doors know them; one that is broken is not used again.
    """
    known = ERRORS[connection.dialect.name]
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except known as error:
        if connection.dialect.is_disconnect(error, driver, None):  # type: ignore[arg-type]
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, known, dialect=connection.dialect) from error
