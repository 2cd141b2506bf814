"""One commit for several writers: on SQLite each flush of the disk is waited for by everybody who writes.

Whoever has written, while others of this process wait that also share, hands them the open transaction and
waits. Each writes inside a savepoint, so that a refusal undoes no more than its own writes. The last one
commits for all: nobody returns before that, and when it fails it fails for everybody. A process that dies
takes only what nobody was told of. PostgreSQL flushes several commits together by itself.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from inspect_app.core.turns import Queue

MOST = 16  # writers in one transaction
LONGEST_S = 0.05  # a transaction that is older goes no further: other processes wait for the file


class Shared:
    """An open transaction that goes from thread to thread; whoever has the turn of the process has it."""

    def __init__(self, engine: Engine) -> None:
        self.connection: Connection = engine.connect().execution_options(write_lock=True)
        try:
            self.connection.begin()
        except BaseException:
            self.connection.close()
            raise
        self.begun = perf_counter()
        self.writers = 0
        self.ended = threading.Event()
        self.fault: BaseException | None = None

    @property
    def open(self) -> bool:
        """Whether the database still has it: some errors (a full disk) end it for everybody."""
        driver: Any = self.connection.connection.driver_connection
        return bool(driver.in_transaction)

    @property
    def has_room(self) -> bool:
        """Whether one more may write."""
        return self.writers < MOST and perf_counter() - self.begun < LONGEST_S

    def end(self) -> None:
        """Commit, or give up what nobody needs; everybody who waits learns how it went."""
        try:
            if self.writers:
                self.connection.commit()
        except BaseException as error:
            self.fault = error
            self.connection.invalidate()  # a commit that fails may leave the transaction open
            raise
        finally:
            with suppress(SQLAlchemyError):
                self.connection.close()
            self.ended.set()

    def result(self) -> None:
        """Wait for the commit; raises what it raised."""
        self.ended.wait()
        if self.fault is not None:
            raise self.fault


@contextmanager
def shared_transaction(engine: Engine, queue: Queue) -> Iterator[Connection]:
    """A part in a transaction: the connection in which to make a savepoint; returns after its commit."""
    shared = queue.wait(shares=True) or opened(engine, queue)
    try:
        yield shared.connection
    except BaseException as error:
        pass_on_without(shared, queue, error)
        raise
    shared.writers += 1
    if shared.has_room and queue.hand_over(shared):
        shared.result()
        return
    try:
        shared.end()
    finally:
        queue.leave()


def opened(engine: Engine, queue: Queue) -> Shared:
    """A new one; who cannot begin gives up the turn."""
    try:
        return Shared(engine)
    except BaseException:
        queue.leave()
        raise


def pass_on_without(shared: Shared, queue: Queue, error: BaseException) -> None:
    """One part failed and was undone: what the others wrote is committed by the next one, or now."""
    if shared.open:
        if shared.writers and shared.has_room and queue.hand_over(shared):
            return
    elif shared.writers:
        shared.fault, shared.writers = error, 0  # nothing of it is left: nobody may believe otherwise
    try:
        with suppress(Exception):  # those who wait are told
            shared.end()
    finally:
        queue.leave()
