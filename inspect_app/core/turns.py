"""Whose turn it is to write into SQLite: the threads of a process queue here, one of them stands at the file.

SQLite lets one connection write. The others ask again after pauses that grow to a tenth of a second, whoever
has waited longest: with many threads some starve for seconds while the file stands idle between two askings.
Here each process sends one thread, which asks every millisecond. PostgreSQL needs none of this.

Whoever has written may hand the turn on with the transaction still open (`core/sharing.py`).
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as QueueTimeout

PATIENCE_S = 10.0
ASK_AGAIN_S = 0.001
PRIMARY_CODE = 0xFF  # the low byte of SQLite's extended result codes


@dataclass
class Place:
    """One thread's place in the queue; `shares` says that it takes over an open transaction."""

    shares: bool
    called: threading.Event = field(default_factory=threading.Event)
    handed: Any = None


class Queue:
    """The writers of one process, in the order in which they came."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.taken = False
        self.waiting: deque[Place] = deque()

    def wait(self, *, shares: bool = False) -> Any:
        """Returns when it is one's turn, with what was handed over or None; SQLAlchemy's TimeoutError after
        ten seconds. Who has the turn must leave, or hand over.
        """
        with self.guard:
            if not self.taken:
                self.taken = True
                return None
            place = Place(shares)
            self.waiting.append(place)
        if not place.called.wait(PATIENCE_S):
            with self.guard:
                if not place.called.is_set():  # who was called meanwhile has the turn
                    self.waiting.remove(place)
                    raise QueueTimeout("too many writers before this one")
        return place.handed

    def hand_over(self, thing: object) -> bool:
        """Give the turn to who waits longest, and `thing` with it; False if that one does not share."""
        with self.guard:
            if not self.waiting or not self.waiting[0].shares:
                return False
            self._call(thing)
            return True

    def leave(self) -> None:
        """The turn is over."""
        with self.guard:
            if self.waiting:
                self._call(None)
            else:
                self.taken = False

    def _call(self, thing: object) -> None:
        place = self.waiting.popleft()
        place.handed = thing
        place.called.set()


QUEUES: WeakKeyDictionary[Engine, Queue] = WeakKeyDictionary()
MAKING = threading.Lock()


def queue_of(engine: Engine) -> Queue | None:
    """The queue of this process; None for a database that lets many write at once."""
    if engine.dialect.name != "sqlite":
        return None
    with MAKING:
        return QUEUES.setdefault(engine, Queue())


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """Hold this process's turn; SQLAlchemy's TimeoutError after ten seconds in the queue."""
    queue = queue_of(engine)
    if queue is None:
        yield
        return
    queue.wait()
    try:
        yield
    finally:
        queue.leave()


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
