"""Background jobs on Huey. A job is a nudge: what must happen is always readable from rows.

`@job` names work that a door enqueues after its commit; `@sweep` names periodic work that finds what a lost
job left behind. Every job may run twice. With N consumers a `lease` row lets exactly one of them run each
sweep.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, crontab
from huey.api import Task
from sqlalchemy import or_, update
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core import metrics
from inspect_app.core.clock import utc_now
from inspect_app.core.db import Base, UtcTime, db
from inspect_app.core.ids import uuid7
from inspect_app.core.logs import begin, facts_in_hand
from inspect_app.core.queue_file import FileHuey
from inspect_app.core.spans import carrier, span
from inspect_app.core.transaction import after_commit, write_transaction
from inspect_app.core.upsert import upsert_into

log = logging.getLogger(__name__)

JobFunction = Callable[..., None]
JOBS: dict[str, JobFunction] = {}
RETRIES, RETRY_DELAY_S = 3, 20
REQUEST = "request_id"  # in the cause of a job: the request that asked for it
LEASE_SLACK = timedelta(seconds=5)


@dataclass(frozen=True)
class Sweep:
    """Periodic work: it runs every `minutes`, on one consumer at a time."""

    name: str
    minutes: int
    function: Callable[[datetime], None]


SWEEPS: dict[str, Sweep] = {}


class Lease(Base):
    """Who may run a sweep until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime] = mapped_column(UtcTime)


def job(function: JobFunction) -> JobFunction:
    """Register a job under its function name; its arguments must be JSON-like values."""
    JOBS[function.__name__] = function
    return function


def sweep(minutes: int) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Register periodic work; the function takes the server's time."""

    def register(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
        SWEEPS[function.__name__] = Sweep(function.__name__, minutes, function)
        return function

    return register


def enqueue(function: JobFunction, **arguments: Any) -> None:
    """Send a job once the current transaction has committed; a lost one is found again by its sweep."""
    name = function.__name__
    cause = {**carrier(), REQUEST: facts_in_hand().get("request_id", "")}

    def send() -> None:
        try:
            current_app.extensions["inspect_run_job"](name, arguments, cause)
        except Exception:
            metrics.UNQUEUED.labels(name).inc()
            # The change is committed and its answer must go out; the job's sweep finds the row.
            log.exception("job %s was not queued; its sweep will find the work", name)

    after_commit(send)


def make_huey(url: str) -> Huey:
    """The queue behind an address: SQLite file, Redis/Valkey or PostgreSQL."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return FileHuey("inspect", filename=url.removeprefix("sqlite:///"), results=False)
    if scheme in {"redis", "rediss", "unix"}:
        return RedisHuey("inspect", url=url, results=False)
    return PostgresHuey("inspect", dsn=url, results=False)


def init_jobs(app: Flask, url: str) -> Huey:
    """Connect `app` to its queue. Web processes only send; the worker also runs."""
    huey = make_huey(url)

    @huey.task(name="run_job", retries=RETRIES, retry_delay=RETRY_DELAY_S, context=True)
    def run_job(
        name: str, arguments: dict[str, Any], cause: dict[str, str] | None = None, task: Task | None = None
    ) -> None:
        cause = cause or {}
        job_id = task.id if task else ""
        with app.app_context(), work_in_hand("job", name, cause, job_id=job_id, **arguments):
            JOBS[name](**arguments)

    app.extensions["inspect_huey"] = huey
    app.extensions["inspect_run_job"] = run_job
    return huey


@contextmanager
def work_in_hand(kind: str, name: str, cause: Mapping[str, str], **facts: Any) -> Iterator[None]:
    """One run of a job or a sweep: its lines say which, and it is counted, timed and traced."""
    begin(**{kind: name, "request_id": cause.get(REQUEST, "")}, **facts)
    started = perf_counter()
    try:
        with span(f"{kind} {name}", cause), metrics.record_work(kind, name):
            yield
        log.info("%s %s done", kind, name, extra={"facts": {"ms": round((perf_counter() - started) * 1000)}})
    finally:
        begin()


def schedule_sweeps(app: Flask) -> None:
    """Let the worker run each registered sweep on its period."""
    huey: Huey = app.extensions["inspect_huey"]
    for item in SWEEPS.values():
        minute = "*" if item.minutes == 1 else f"*/{item.minutes}"

        def run(item: Sweep = item) -> None:
            with app.app_context():
                run_sweep(item, utc_now())

        huey.periodic_task(crontab(minute=minute), name=f"sweep_{item.name}")(run)


def run_sweep(item: Sweep, now: datetime) -> bool:
    """Run a sweep if its lease is free; True when it ran."""
    holder = str(uuid7())
    with write_transaction():
        if not take_lease(item.name, holder, now, timedelta(minutes=item.minutes)):
            return False
    with work_in_hand("sweep", item.name, {}):
        item.function(now)
    return True


def take_lease(name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take the lease `name` for `length` unless somebody holds it at `now`.

    One that ends later than any lease may was taken by a machine whose clock ran ahead: it binds nobody.
    """
    # A little shorter than the period, so that the next tick of the same clock finds it free.
    until = now + length - LEASE_SLACK
    new = upsert_into(Lease).values(name=name, holder=holder, until=until).on_conflict_do_nothing()
    if db.session.execute(new.returning(Lease.name)).first():
        return True
    free = or_(Lease.until <= now, Lease.until > now + length, Lease.holder == holder)
    taken = update(Lease).where(Lease.name == name, free).values(holder=holder, until=until)
    return db.session.execute(taken.returning(Lease.name)).first() is not None


def drain(app: Flask) -> int:
    """Run every queued job in this process, in order, until the queue is empty; returns how many ran."""
    huey: Huey = app.extensions["inspect_huey"]
    count = 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
        count += 1
    return count
