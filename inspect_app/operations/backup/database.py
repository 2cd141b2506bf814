"""One consistent copy of the running database, and putting it into an empty one.

Nobody waits for it: SQLite's backup interface and PostgreSQL's exported snapshot both read what was committed
at one moment, which is the moment that the caller's own reads see.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlalchemy import URL, inspect, make_url, text
from sqlalchemy.engine import Connection

from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.operations.backup.manifest import BackupError

SQLITE, POSTGRES = "sqlite", "postgresql"
ALEMBIC = "alembic_version"
LONGEST_S = 6 * 3600


def kind() -> str:
    """Which of the two databases the settings name."""
    return SQLITE if settings().database.startswith(SQLITE) else POSTGRES


@contextmanager
def one_moment() -> Iterator[Connection]:
    """The session's connection, on which every read sees the same moment."""
    session = db.session()
    session.rollback()
    level = {"isolation_level": "REPEATABLE READ"} if kind() == POSTGRES else {}
    try:
        yield session.connection(execution_options=level)
    finally:
        session.rollback()


def copy_database(connection: Connection, target: Path) -> None:
    """Write the moment that `connection` sees into a file."""
    if kind() == SQLITE:
        copy_sqlite(connection, target)
        return
    snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    postgres_program("pg_dump", *options, f"--file={target}")


def copy_sqlite(connection: Connection, target: Path) -> None:
    """Page by page, through the connection that has begun to read."""
    connection.execute(text("SELECT 1 FROM sqlite_master LIMIT 1")).all()
    source = connection.connection.driver_connection
    assert isinstance(source, sqlite3.Connection)
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # The copy is one file: nobody carries -wal and -shm along.
        copy.execute("PRAGMA journal_mode=DELETE")


def refuse_database_in_use() -> None:
    """A restore goes into nothing: it replaces no rows."""
    if set(inspect(db.engine).get_table_names()) - {ALEMBIC}:
        raise BackupError("the database is not empty; restore into a new one (DATABASE_URL, INSTANCE)")


def restore_database(made_on: str, source: Path) -> None:
    """Put a copy in the place of the empty database."""
    if made_on != kind():
        raise BackupError(f"the backup is of {made_on}; set DATABASE_URL to such a database")
    db.session.remove()
    db.engine.dispose()
    if kind() == POSTGRES:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        postgres_program(
            "pg_restore", *options, f"--dbname={plain_address(make_url(settings().database))}", str(source)
        )
        return
    target = Path(make_url(settings().database).database or "")
    for leftover in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def plain_address(url: URL) -> str:
    """An address without its password, as PostgreSQL's own programs read it; they list hosts with commas."""
    options = dict(url.query)
    hosts = options.pop("host", ())
    listed = ",".join(quote(host, safe=":[]") for host in ((hosts,) if isinstance(hosts, str) else hosts))
    where = listed or f"{url.host or ''}{f':{url.port}' if url.port else ''}"
    login = f"{quote(url.username)}@" if url.username else ""
    wishes = f"?{urlencode(options, doseq=True)}" if options else ""
    return f"{POSTGRES}://{login}{where}/{url.database or ''}{wishes}"


def postgres_program(name: str, *arguments: str) -> None:
    """Run one; the password travels in its environment, where other accounts cannot read it."""
    password = make_url(settings().database).password
    env = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [name, *arguments]
    if name == "pg_dump":
        command.append(f"--dbname={plain_address(make_url(settings().database))}")
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
    except OSError as error:
        raise BackupError(f"{name} is not installed here (Debian: postgresql-client)") from error
    if done.returncode != 0:
        raise BackupError(f"{name} failed: {done.stderr.strip()[-500:]}")
