"""Whose turn it is to write into SQLite: the threads of a process queue here, one of them stands at the file.

SQLite lets one connection write. The others ask again after pauses that grow to a tenth of a second, whoever
has waited longest: with many threads some starve for seconds while the file stands idle between two askings.
Here each process sends one thread, which asks every millisecond. PostgreSQL needs none of this.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as QueueTimeout

PATIENCE_S = 10.0
ASK_AGAIN_S = 0.001
PRIMARY_CODE = 0xFF  # the low byte of SQLite's extended result codes
TURNS: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()
MAKING = threading.Lock()


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """Hold this process's turn; SQLAlchemy's TimeoutError after ten seconds in the queue."""
    if engine.dialect.name != "sqlite":
        yield
        return
    with MAKING:
        turn = TURNS.setdefault(engine, threading.Lock())
    if not turn.acquire(timeout=PATIENCE_S):
        raise QueueTimeout("too many writers before this one")
    try:
        yield
    finally:
        turn.release()


def begin_immediate(connection: Connection) -> None:
    """Take the file's write lock; asks until other processes have let go of it, ten seconds at most.

    The driver is asked directly: every write passes here, and SQLAlchemy's way takes ten times as long.
    """
    driver: Any = connection.connection.driver_connection
    deadline = time.monotonic() + PATIENCE_S
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while not _begun(connection, driver, deadline):
            time.sleep(ASK_AGAIN_S)
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_S * 1000:.0f}")


def _begun(connection: Connection, driver: sqlite3.Connection, deadline: float) -> bool:
    """One asking; a lock that is held too long, and any other trouble, is the caller's, as SQLAlchemy's."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if _is_busy(error) and time.monotonic() <= deadline:
            return False
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # says the same again, in the words the doors know
    return True


def _is_busy(error: BaseException | None) -> bool:
    """Whether somebody else is writing."""
    code = getattr(error, "sqlite_errorcode", 0)
    return isinstance(code, int) and code & PRIMARY_CODE == sqlite3.SQLITE_BUSY
