"""Many rows into many tables at once, faster than the program itself would write them.

Rows are tuples of text, integers, bytes and None that both databases read alike; memory holds one batch.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg import sql
from sqlalchemy import text

from inspect_app.core.db import db

BATCH = 5_000
Values = tuple[Any, ...]


class Bulk:
    """Collects rows for each table and hands them over by the batch."""

    def __init__(self, cursor: Any, columns: Mapping[str, Sequence[str]]) -> None:
        self.cursor = cursor
        self.columns = columns
        self.waiting: dict[str, list[Values]] = {name: [] for name in columns}
        self.written = dict.fromkeys(columns, 0)
        self.postgres = db.engine.dialect.name == "postgresql"

    def add(self, table: str, row: Values) -> None:
        """One row; a full batch goes to the database."""
        rows = self.waiting[table]
        rows.append(row)
        if len(rows) == BATCH:
            self.send(table)

    def send(self, table: str) -> None:
        """What waits for one table."""
        rows, self.waiting[table] = self.waiting[table], []
        self.written[table] += len(rows)
        if self.postgres:
            self.copy(table, rows)
        else:
            marks = ", ".join("?" * len(self.columns[table]))
            names = ", ".join(self.columns[table])
            self.cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
            self.cursor.execute("COMMIT")  # else the write-ahead log grows as large as the whole
            self.cursor.execute("BEGIN IMMEDIATE")

    def copy(self, table: str, rows: list[Values]) -> None:
        """The same by PostgreSQL's COPY."""
        names = sql.SQL(", ").join(map(sql.Identifier, self.columns[table]))
        with self.cursor.copy(
            sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        ) as copy:
            for row in rows:
                copy.write_row(row)

    def flush(self) -> None:
        """What waits for any table."""
        for table, rows in self.waiting.items():
            if rows:
                self.send(table)


@contextmanager
def bulk(columns: Mapping[str, Sequence[str]]) -> Iterator[Bulk]:
    """A connection that looks for no foreign keys and waits for no disk; indexes are made again at the end.

    For an empty database that nobody else uses: what it leaves half done is thrown away.
    """
    tables = [db.metadata.tables[name] for name in columns]
    indexes = [index for table in tables for index in table.indexes]
    with db.engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    postgres = db.engine.dialect.name == "postgresql"
    for command in FAST_POSTGRES if postgres else FAST_SQLITE:
        cursor.execute(command)
    load = Bulk(cursor, columns)
    yield load
    load.flush()
    cursor.execute("COMMIT")
    raw.detach()  # it looked for no foreign keys: nobody else may use it
    raw.close()
    with db.engine.begin() as again:
        for index in indexes:
            index.create(again)


FAST_POSTGRES = (
    "ROLLBACK",
    "BEGIN",
    "SET LOCAL session_replication_role = replica",
    "SET LOCAL TIME ZONE 'UTC'",
)
FAST_SQLITE = (
    *("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-200000"),
    "BEGIN IMMEDIATE",
)


def tidy() -> None:
    """What a database gets in time: statistics, and PostgreSQL's map of pages that all may see."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    else:
        with db.engine.begin() as connection:  # outside of a transaction SQLAlchemy would roll it back
            connection.execute(text("ANALYZE"))


def table_bytes() -> dict[str, int]:
    """What each table and its indexes take on the disk."""
    names = [table.name for table in db.metadata.sorted_tables]
    if db.engine.dialect.name == "postgresql":
        query = text("SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relname = ANY(:names)")
        with db.engine.connect() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query, {"names": names})}
    owners = {index.name: table.name for table in db.metadata.sorted_tables for index in table.indexes}
    sizes: dict[str, int] = dict.fromkeys(names, 0)
    with db.engine.connect() as connection:
        for name, size in connection.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")):
            owner = owners.get(name) or name.removeprefix("sqlite_autoindex_").rpartition("_")[0] or name
            sizes[owner if owner in sizes else name] = sizes.get(owner, 0) + int(size)
    return sizes


def moment(at: datetime) -> str:
    """An instant in UTC as SQLite keeps it and PostgreSQL reads it."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")
