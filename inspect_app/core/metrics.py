"""What this process counts and times for Prometheus; `inspect_app.operations` adds what the rows tell.

Under gunicorn the counts of all processes of a node are added up: PROMETHEUS_MULTIPROC_DIR names the folder
they share, and deploy/gunicorn.conf.py sets it before this module is loaded. Labels are bounded: routes are
templates, methods and outcomes are lists of our own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from time import perf_counter
from typing import Any, TypeVar

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import Engine, event

from inspect_app.core.errors import Problem
from inspect_app.core.spans import span

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
SLOW = (1, 10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86_400, 3 * 86_400, 7 * 86_400)

REQUEST_COUNT = Counter("inspect_http_requests", "Requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "inspect_http_request_seconds",
    "From the first byte read to the last sent.",
    ["method", "route"],
    buckets=FAST,
)
IN_PROGRESS = Gauge("inspect_http_requests_in_progress", "Requests in hand.", multiprocess_mode="livesum")
OUTBOX_LAG = Histogram(
    "inspect_outbox_lag_seconds",
    "From the phone's clock at capture to the server's at arrival.",
    ["kind"],
    buckets=SLOW,
)
STORE_SECONDS = Histogram(
    "inspect_store_seconds", "Calls of the object store, to the first byte.", ["operation"], buckets=FAST
)
STORE_ERRORS = Counter("inspect_store_errors", "Calls the object store refused.", ["operation", "code"])
JOB_COUNT = Counter("inspect_jobs", "Jobs and sweeps that ended.", ["kind", "name", "outcome"])
JOB_SECONDS = Histogram(
    "inspect_job_seconds", "Jobs and sweeps, while they ran.", ["kind", "name"], buckets=FAST
)
UNQUEUED = Counter(
    "inspect_jobs_unqueued", "Jobs that could not be queued; their sweep finds the work.", ["name"]
)
BREACHES = Counter("inspect_clock_breaches", "Clocks that ran out.", ["kind"])
POOL = Gauge("inspect_db_connections_in_use", "Database connections in use.", multiprocess_mode="livesum")

Made = TypeVar("Made", bound=type)


def record_request(method: object, route: object, status: int, seconds: float) -> None:
    """Count one request."""
    REQUEST_COUNT.labels(method, route, status).inc()
    REQUEST_SECONDS.labels(method, route).observe(seconds)


def record_lag(kind: str, captured_at: datetime, received_at: datetime) -> None:
    """How long something lay in a phone's outbox, `report` or `photo`; a fast clock counts as no wait."""
    OUTBOX_LAG.labels(kind).observe(max(0.0, (received_at - captured_at).total_seconds()))


@contextmanager
def record_work(kind: str, name: str) -> Iterator[None]:
    """Count and time one run of a `job` or a `sweep`."""
    started, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        JOB_COUNT.labels(kind, name, outcome).inc()
        JOB_SECONDS.labels(kind, name).observe(perf_counter() - started)


def metered(*operations: str) -> Callable[[Made], Made]:
    """Count and time these methods of a store class."""

    def decorate(store: Made) -> Made:
        for name in operations:
            setattr(store, name, timed(name, getattr(store, name)))
        return store

    return decorate


def timed(operation: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """The call, its time and its refusals written down."""

    @wraps(call)
    def measured(*arguments: Any, **options: Any) -> Any:
        started = perf_counter()
        try:
            with span(f"store {operation}"):
                return call(*arguments, **options)
        except Problem as problem:
            STORE_ERRORS.labels(operation, problem.code).inc()
            raise
        finally:
            STORE_SECONDS.labels(operation).observe(perf_counter() - started)

    return measured


def watch_pool(engine: Engine) -> None:
    """Count the connections that are in use."""
    event.listen(engine, "checkout", lambda *_: POOL.inc())
    event.listen(engine, "checkin", lambda *_: POOL.dec())
