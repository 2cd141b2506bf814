"""The one owner of a transaction (with `sharing.py`): doors open it here, services only write into it.

Returning commits, raising rolls back. What must happen after a commit (a job, a notice) is handed to
`after_commit`, so that nothing is announced that did not happen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

from inspect_app.core.db import db
from inspect_app.core.sharing import shared_transaction
from inspect_app.core.turns import queue_of, turn_to_write

AFTER_COMMIT = "inspect_after_commit"


@contextmanager
def write_transaction(*, shares: bool = False) -> Iterator[Session]:
    """Open the one write transaction of a door; SQLite takes its write lock at the start.

    Whatever was read before belongs to an older snapshot and is let go of first. What is short and comes in
    crowds `shares` its commit with others like it, where the database takes one writer at a time.
    """
    session = db.session()
    session.rollback()
    session.info[AFTER_COMMIT] = []
    with beginning(session, shares=shares):
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            session.info[AFTER_COMMIT] = []
            raise
    for action in session.info.pop(AFTER_COMMIT):
        action()


@contextmanager
def beginning(session: Session, *, shares: bool) -> Iterator[None]:
    """Begin when it is one's turn: a transaction, or a savepoint in one that others have begun."""
    queue = queue_of(db.engine)
    if shares and queue is not None:
        with shared_transaction(db.engine, queue) as connection:
            session.connection(bind_arguments={"bind": connection})
            yield
        return
    with turn_to_write(db.engine):
        session.connection(execution_options={"write_lock": True})
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the write transaction that may fail alone: an exception undoes this part and no more."""
    with db.session.begin_nested():
        yield


@contextmanager
def read_transaction() -> Iterator[Session]:
    """One consistent look at the database that leaves no transaction open behind it."""
    session = db.session()
    try:
        yield session
    finally:
        session.rollback()


def after_commit(action: Callable[[], None]) -> None:
    """Run `action` once the current write transaction has committed; never if it rolls back."""
    db.session().info.setdefault(AFTER_COMMIT, []).append(action)


def refuse_unlocked_flush(session: Session, *_: object) -> None:
    """A flush outside `write_transaction` is a programming error: the write would have no owner."""
    if AFTER_COMMIT not in session.info:
        raise RuntimeError("a write outside write_transaction()")


def guard_writes() -> None:
    """Make every flush outside a write transaction fail loudly."""
    event.listen(db.session, "before_flush", refuse_unlocked_flush)
