"""The rows of `make bench` that need no server: the log, the sweep, the search for reuse, the map, each on
both databases at two sizes, beside what the bare driver needs for the same rows in the same run.
"""

import itertools
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_migrate import upgrade
from sqlalchemy import text

from bench import log as of_log
from bench import map as of_map
from bench import reuse as of_reuse
from bench import sweep as of_sweep
from bench.bulk import tidy
from bench.clock import Rate, rate_of
from bench.ground import databases
from bench.rows import Book, Row
from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.audit.log import from_nodes
from inspect_app.audit.proofs import inclusion_path
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.similarity.index import lookalikes

PAIRS = {"SQLite": "sqlite-files", "PostgreSQL": "postgres-s3"}
SECONDS = 2.0
VIEW = "whole city, first paint"


@dataclass(frozen=True)
class Sizes:
    """How much each kind of row is measured with: entries, clocks, photos, cases."""

    log: tuple[int, ...]
    sweep: tuple[int, ...]
    reuse: tuple[int, ...]
    map: tuple[int, ...]


def run(book: Book, folder: Path, sizes: Sizes) -> None:
    """Every row of every size, an empty database for each."""
    kinds: tuple[tuple[Callable[[Book, str, int], None], tuple[int, ...]], ...] = (
        (log_rows, sizes.log),
        (sweep_row, sizes.sweep),
        (reuse_row, sizes.reuse),
        (map_row, sizes.map),
    )
    for measure, counts in kinds:
        for count in counts:
            place = folder / f"{measure.__name__}-{count}"
            place.mkdir()
            with book.attempt(place.name), databases(place) as found:
                for title, config in found.items():
                    with book.attempt(f"{place.name} on {title}"), empty(config):
                        measure(book, PAIRS[title], count)


@contextmanager
def empty(config: Config) -> Iterator[None]:
    """An application on a new database with every table in it."""
    app = create_app(config)
    with app.app_context():
        upgrade(str(of_log.ROOT / MIGRATIONS))
        yield
        db.session.remove()
        db.engine.dispose()


def peak_mb() -> float:
    """The largest resident memory that this process ever had, MiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def spans(rate: Rate) -> dict[str, Any]:
    """The columns that a rate knows."""
    return {"p50_ms": round(rate.median_ms, 3), "p95_ms": round(rate.p95_ms, 3), "peak_mb": peak_mb()}


def bare_commit() -> Rate:
    """One row of the size of an entry, one durable commit, by the driver alone."""
    body = b"x" * 400
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    with db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE bare_rows (id BIGINT PRIMARY KEY, body VARCHAR)"))
        connection.commit()
    raw = db.engine.raw_connection()
    cursor, numbers = raw.cursor(), itertools.count()

    def commit() -> None:
        if mark == "?":
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(f"INSERT INTO bare_rows VALUES ({mark}, {mark})", (next(numbers), body.decode()))  # noqa: S608
        raw.commit()

    rate = rate_of("", commit, seconds=SECONDS)
    raw.close()
    return rate


def log_rows(book: Book, pair: str, entries: int) -> None:
    """Appends alone and by eight processes, proofs, and the replay of everything."""
    bare = bare_commit()
    each = of_log.fill(entries)
    book.add(
        Row("log_entries_bulk_per_s", pair, 1, entries, round(1 / each, 1), "/s", peak_mb=peak_mb(),
            bound=round(bare.per_second, 1), bound_name=f"bare INSERT + commit; here {of_log.BATCH} in one")
    )  # fmt: skip
    alone = rate_of("", lambda: of_log.append_one("alone"), seconds=SECONDS)
    many = of_log.appends_by_many(settings())
    # Of the eight only the sum is known: no percentiles.
    for clients, rate, more in ((1, alone, spans(alone)), (of_log.PROCESSES, many, {})):
        book.add(
            Row("log_append_per_s", pair, clients, entries, round(rate.per_second, 1), "/s", **more,
                bound=round(bare.per_second, 1), bound_name="bare INSERT + commit, one writer")
        )  # fmt: skip
    with read_transaction():
        head = of_log.log_head()
        made = rate_of("", lambda: proof_of(random.randrange(head.size), head.size), seconds=1.0)
        proof = of_log.proving(head)[0]
    book.add(
        Row("log_proof_ms", pair, 1, head.size, round(made.median_ms, 3), "ms", **spans(made),
            bound=1.0, bound_name=f"the bar; made and checked {proof.median_ms:.2f} ms")
    )  # fmt: skip
    seconds = of_log.timed(of_log.replay)
    book.add(Row("log_replay_s", pair, 1, head.size, round(seconds, 2), "s", peak_mb=peak_mb()))


def sweep_row(book: Book, pair: str, clocks: int) -> None:
    """A bad day (one clock in fifty ran out), then all of them at once."""
    now = utc_now()
    of_sweep.fill(clocks, now)
    tidy()
    for name, moment in (("sweep_bad_day_s", now), ("sweep_100k_s", now + timedelta(days=3))):
        late = of_sweep.late_now(moment)
        bare, took = of_sweep.timed_update(moment), of_sweep.timed_sweep(moment)
        book.add(
            Row(name, pair, 1, late, round(took, 2), "s", peak_mb=peak_mb(),
                bound=round(bare, 3), bound_name="bare UPDATE of the same clocks")
        )  # fmt: skip


def proof_of(index: int, size: int) -> list[bytes]:
    """An inclusion proof, made from what is stored."""
    return from_nodes(lambda read: inclusion_path(index, size, read))


def reuse_row(book: Book, pair: str, photos: int) -> None:
    """The search for photos that look like one of them."""
    of_reuse.fill(photos)
    tidy()
    turn = itertools.cycle([UUID(int=number) for number in range(0, 2 * of_reuse.SEARCHES, 2)])
    with read_transaction():
        bare = rate_of("", of_reuse.bare_lookup(), seconds=SECONDS)
        rate = rate_of("", lambda: lookalikes(next(turn)), seconds=SECONDS)
    book.add(
        Row("reuse_search_ms", pair, 1, photos, round(rate.median_ms, 3), "ms", **spans(rate),
            bound=round(bare.median_ms, 3), bound_name="bare driver reading as many keys")
    )  # fmt: skip


def map_row(book: Book, pair: str, cases: int) -> None:
    """What the first view of a whole city costs, as its supervisor sees it."""
    of_map.fill(cases)
    tidy()
    ctx, view = of_map.person(Role.SUPERVISOR, 1), of_map.VIEWS[VIEW]
    with read_transaction():
        bare = of_map.bare(view)
        rate = rate_of("", lambda: of_map.answer(ctx, view), seconds=SECONDS)
    book.add(
        Row("map_100k_ms", pair, 1, cases, round(rate.median_ms, 2), "ms", **spans(rate),
            bound=round(bare.median_ms, 2), bound_name="bare driver fetching the rows of the view")
    )  # fmt: skip
