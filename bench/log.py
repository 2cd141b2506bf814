"""`python -m bench.log [--entries N]`: the transparency log on SQLite and PostgreSQL, both durable.

Appends alone and by eight processes, proofs out of N entries, the replay of all of them, and their size.
BENCH_DIR names a folder on a real disk. The default N takes about a minute; 1000000 is the size to plan with.
"""

import argparse
import random
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from apiflask import APIFlask
from flask_migrate import upgrade
from sqlalchemy import text

from bench.clock import Rate, rate_of
from bench.ground import databases, ground
from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.audit.fsck import check_log
from inspect_app.audit.log import Fact, append, from_nodes, read_node
from inspect_app.audit.proofs import consistency_path, inclusion_path, verify_consistency, verify_inclusion
from inspect_app.audit.publishing import publish_now
from inspect_app.audit.queries import Head, log_head, log_size, replayed_root
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction, write_transaction

PROCESSES, SECONDS, START_S = 8, 3.0, 120.0
MEETING: list[Barrier] = []  # of a process that appends together with others
BATCH, PER_CASE = 1_000, 20
ROOT = Path(__file__).resolve().parents[1]
PUBLIC = {"photo": "0" * 36, "sha256": "a" * 64, "size": 3_000_000, "role": "wide"}
WORDS = {"note": "裸土未覆盖，请尽快处理", "lat_e7": 346_512_345, "lon_e7": 1_124_598_765}


def facts(first: int, count: int) -> list[Fact]:
    """Entries of about 400 bytes, twenty for each case."""
    return [Fact(f"case:{n // PER_CASE}", "photo_stored", PUBLIC, WORDS) for n in range(first, first + count)]


def append_one(name: str) -> None:
    """One business transaction with one entry."""
    with write_transaction():
        append(
            Context(SYSTEM, utc_now()),
            [Fact(f"case:{name}-{random.getrandbits(60)}", "noted", PUBLIC, WORDS)],
        )


def meet(others: Barrier) -> None:
    """Called in each process: where it will wait for the others."""
    MEETING.append(others)


def append_for(config: Config, seconds: float) -> int:
    """How many transactions one process committed; called in a process of its own."""
    with create_app(config).app_context():
        append_one("warm")
        MEETING[0].wait()
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds:
            append_one("many")
            count += 1
        db.engine.dispose()
    return count


def appends_by_many(config: Config) -> Rate:
    """Eight processes at once. They begin when all are ready: the start of one takes seconds of processor."""
    spawn = get_context("spawn")
    meeting = (spawn.Barrier(PROCESSES, timeout=START_S),)
    with ProcessPoolExecutor(PROCESSES, spawn, meet, meeting) as pool:
        counts = list(pool.map(append_for, [config] * PROCESSES, [SECONDS] * PROCESSES))
    each = SECONDS * 1000 * PROCESSES / sum(counts)
    return Rate(f"appends, {PROCESSES} processes, own commits", sum(counts) / SECONDS, each, each)


def fill(entries: int) -> float:
    """Bring the log to so many entries; seconds for each."""
    first = log_size()
    begun = time.perf_counter()
    for start in range(first, entries, BATCH):
        with write_transaction():
            append(Context(SYSTEM, utc_now()), facts(start, min(BATCH, entries - start)))
        db.session.remove()
    return (time.perf_counter() - begun) / max(1, entries - first)


def proving(head: Head) -> list[Rate]:
    """Making and checking proofs for random entries and sizes."""

    def include() -> None:
        index = random.randrange(head.size)
        path = from_nodes(lambda read: inclusion_path(index, head.size, read))
        assert verify_inclusion(index, head.size, read_node(0, index), path, head.root)

    def consist() -> None:
        old = random.randrange(1, head.size)
        path = from_nodes(lambda read: consistency_path(old, head.size, read))
        assert not verify_consistency(old, head.size, head.root, head.root, path)

    with read_transaction():
        return [
            rate_of("inclusion proof, made and checked", include, seconds=1.0),
            rate_of("consistency proof, made and checked", consist, seconds=1.0),
        ]


def timed(action: Callable[[], object]) -> float:
    """Seconds for one call."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def replay() -> None:
    """The audit: every body hashed, the tree grown again."""
    with read_transaction():
        assert replayed_root() == log_head()


def fsck() -> None:
    """Bodies, subtrees, checkpoints and event rows."""
    with read_transaction():
        assert check_log() == []


def measure(name: str, config: Config, entries: int) -> None:
    """Everything on one database."""
    app = create_app(config)
    with app.app_context():
        upgrade(str(ROOT / MIGRATIONS))
        print(f"\n{name}, {entries:,} entries")
        print(rate_of("append alone, own commit", lambda: append_one("alone"), seconds=SECONDS).line())
        print(appends_by_many(config).line())
        bulk = fill(max(entries, log_size()))
        with read_transaction():
            head = log_head()
        for rate in proving(head):
            print(rate.line())
        rows = {
            f"checkpoint of {head.size:,} entries, proved and signed": timed(lambda: publish_now(utc_now())),
            f"replay of {head.size:,} bodies": timed(replay),
            f"fsck of {head.size:,} entries": timed(fsck),
        }
        for what, seconds in rows.items():
            print(f"{seconds:10.2f} s  {what}")
        print(f"{bulk * 1e6:10.0f} µs for each entry, {BATCH} in a transaction")
        print(f"{size_of(app, config) / head.size:10.0f} bytes for each entry, everything counted")
        db.engine.dispose()


def size_of(app: APIFlask, config: Config) -> int:
    """Bytes of the whole database on the disk."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return sum(file.stat().st_size for file in config.instance.glob("inspect.db*"))
    with read_transaction() as session:
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    entries = parser.parse_args().entries
    with ground() as folder, databases(folder) as found:
        for title, config in found.items():
            measure(title, config, entries)


if __name__ == "__main__":
    main()
