"""Writers that share a commit: each is on its own until it, and it holds or fails for all of them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from apiflask import APIFlask
from sqlalchemy import Connection, Engine, event, select

from inspect_app.cases.models import Counter
from inspect_app.cases.numbering import count_up
from inspect_app.core import sharing
from inspect_app.core.db import db
from inspect_app.core.transaction import after_commit, write_transaction
from inspect_app.core.turns import queue_of

WRITERS, REFUSED = 6, 2


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a transaction would grow old before the last one has written."""
    monkeypatch.setattr(sharing, "LONGEST_S", 60.0)


class Refused(Exception):
    """What one of the writers raises."""


@contextmanager
def counted_commits(engine: Engine, each: Callable[[], None]) -> Iterator[list[Connection]]:
    """The commits of a while; `each` is called before."""
    seen: list[Connection] = []

    def commit(connection: Connection) -> None:
        seen.append(connection)
        each()

    event.listen(engine, "commit", commit)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", commit)


def at_once(app: APIFlask, write: Callable[[int], None]) -> list[Future[None]]:
    """So many writers; where they take turns, theirs comes together: somebody else writes until all wait."""

    def job(number: int) -> None:
        with app.app_context():
            write(number)

    queue = queue_of(db.engine)
    with ThreadPoolExecutor(WRITERS) as pool:
        if queue is None:
            return [pool.submit(job, number) for number in range(WRITERS)]
        with write_transaction():
            jobs = [pool.submit(job, number) for number in range(WRITERS)]
            while len(queue.waiting) < WRITERS:
                time.sleep(0.001)
        return jobs


def counts() -> dict[str, int]:
    """What is in the table."""
    return dict(db.session.execute(select(Counter.name, Counter.value)).all())


def test_writers_share_a_commit_and_one_that_is_refused_takes_nothing_with_it(app: APIFlask) -> None:
    told: list[int] = []

    def write(number: int) -> None:
        with write_transaction(shares=True):
            count_up(f"writer-{number}")
            count_up("all")
            after_commit(lambda: told.append(number))
            if number == REFUSED:
                raise Refused

    with app.app_context():
        with counted_commits(db.engine, lambda: None) as commits:
            jobs = at_once(app, write)
        assert [type(job.exception()) for job in jobs].count(Refused) == 1
        good = [number for number in range(WRITERS) if number != REFUSED]
        assert counts() == {f"writer-{number}": 1 for number in good} | {"all": len(good)}
        assert sorted(told) == good
        assert len(commits) == (2 if queue_of(db.engine) else len(good))
        db.session.rollback()


def test_a_commit_that_fails_fails_for_everybody_who_shared_it(app: APIFlask) -> None:
    told: list[int] = []
    failing = iter([False, True] + [False] * WRITERS)  # on SQLite the first is of who held the others up

    def write(number: int) -> None:
        with write_transaction(shares=True):
            count_up(f"writer-{number}")
            after_commit(lambda: told.append(number))

    def fail() -> None:
        if next(failing):
            raise Refused

    with app.app_context():
        with counted_commits(db.engine, fail):
            jobs = at_once(app, write)
        failed = [job.exception() for job in jobs if job.exception()]
        assert len(failed) == (WRITERS if queue_of(db.engine) else 1)
        assert len(counts()) == len(told) == WRITERS - len(failed)
        db.session.rollback()
        with write_transaction(shares=True):  # the next one finds everything as it should be
            count_up("later")
        assert counts()["later"] == 1
        db.session.rollback()


def test_who_does_not_share_is_never_handed_a_transaction_of_others(app: APIFlask) -> None:
    def write(number: int) -> None:
        with write_transaction(shares=number % 2 == 0):
            count_up("all")
            if number == REFUSED:
                raise Refused

    with app.app_context():
        jobs = at_once(app, write)
        with pytest.raises(Refused):
            jobs[REFUSED].result()
        assert counts() == {"all": WRITERS - 1}
        db.session.rollback()
