"""`python -m bench.reuse [SIZE …]`: how long the search for photos that look alike takes, on both databases.

Default sizes 50,000 and 200,000; the bar stands at 1,000,000 (`python -m bench.reuse 100000 1000000`). The
hashes are random; each searched one has a neighbour some bits away, so a search that finds nothing shows.
"""

import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from bench.bulk import tidy
from bench.clock import rate_of
from bench.ground import at_each_size
from config import Config
from inspect_app.app import create_app
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.similarity.hashes import FORMS, HASH_BYTES, VERSION, probes, unpack
from inspect_app.evidence.similarity.index import candidates, lookalikes

SIZES = (50_000, 200_000)
SEARCHES, BITS_AWAY = 200, 20
STEP = 20_000
HASHES = ("photo_hashes", ("id", "photo_id", "phash_version", "quality", "forms"))
BANDS = ("photo_bands", ("band_key", "hash_id", "quarter"))
Rows = Iterable[Sequence[Any]]


def uprights(size: int) -> np.ndarray:
    """Random hashes, size × 32 bytes; each even one of the first is followed by a neighbour."""
    draw = np.random.default_rng(size)
    hashes = draw.integers(0, 256, (size, HASH_BYTES), dtype=np.uint8)
    for number in range(0, 2 * SEARCHES, 2):
        flips = np.packbits(np.isin(np.arange(256), draw.choice(256, BITS_AWAY, replace=False)))
        hashes[number + 1] = hashes[number] ^ flips
    return hashes


def fill(size: int) -> None:
    """Hashes and their bands, in the order of the tables' keys; the photos themselves are left out."""
    hashes = uprights(size)
    noise = np.random.default_rng(1)
    insert(
        HASHES, ((n + 1, key(n), VERSION, 100, h.tobytes() + noise.bytes(224)) for n, h in enumerate(hashes))
    )
    words = hashes.view(">u2").astype(np.int64)[:, ::-1]  # band 0 is the lowest
    quarters = (words.reshape(size, 4, 4) << np.array([0, 16, 32, 48])).sum(axis=2)
    for band in range(16):
        order = np.argsort(words[:, band], kind="stable")
        columns = ((band << 16) + words[order, band], order + 1, quarters[order, band // 4])
        insert(BANDS, zip(*(column.tolist() for column in columns), strict=True))


def key(number: int) -> str:
    """A photo's id as both databases take it."""
    return UUID(int=number).hex


def insert(table: tuple[str, tuple[str, ...]], rows: Rows) -> None:
    """As fast as the database takes rows, without looking for the photos they speak of."""
    name, columns = table
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    if db.engine.dialect.name == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
    else:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("BEGIN")
        marks = ", ".join("?" * len(columns))
        command = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        cursor.executemany(command, rows)  # type: ignore[arg-type] # the driver takes any iterable
        cursor.execute("COMMIT")
    connection.detach()
    connection.close()


def bare_lookup() -> Callable[[], object]:
    """The least that a search can cost: the driver reads the rows of random hashes' keys, and that is all."""
    cursor = db.session.connection().connection.cursor()
    draw = np.random.default_rng(2)
    turn = itertools.cycle(list(probes(unpack(draw.bytes(FORMS * HASH_BYTES)))) for _ in range(SEARCHES))
    postgres = db.engine.dialect.name == "postgresql"

    def look() -> object:
        keys = next(turn)
        marks = ", ".join(["%s" if postgres else "?"] * len(keys))
        command = f"SELECT band_key, quarter, hash_id FROM photo_bands WHERE band_key IN ({marks})"  # noqa: S608
        cursor.execute(command, keys)
        return cursor.fetchall()

    return look


def measure(config: Config, size: int) -> None:
    """Fill an empty database and search it."""
    app = create_app(config)
    with app.app_context():
        db.drop_all()
        db.create_all()
        begun = time.perf_counter()
        fill(size)
        tidy()
        print(f"{db.engine.dialect.name}, {size} photos, filled in {time.perf_counter() - begun:.0f} s")
        wanted = [UUID(int=number) for number in range(0, 2 * SEARCHES, 2)]
        with read_transaction():
            found = sum(bool(lookalikes(photo_id)) for photo_id in wanted)
            forms = unpack(np.random.default_rng(9).bytes(FORMS * HASH_BYTES))
            keys, near = len(probes(forms)), len(candidates(forms))
            turn = itertools.cycle(wanted)
            print(
                rate_of(
                    "anchor: bare driver, the rows of as many random keys", bare_lookup(), seconds=3.0
                ).line()
            )
            print(rate_of("searches, eight forms", lambda: lookalikes(next(turn)), seconds=5.0).line())
            own = time.process_time()
            for _ in wanted:
                lookalikes(next(turn))
            own = (time.process_time() - own) / len(wanted) * 1000
        print(f"{'':12} {own:.3f} ms of it is this process's own work (SQLite's too); the rest is waiting")
        print(f"{'':12} {found} of {SEARCHES} neighbours found; {keys} keys, {near} candidates")
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    at_each_size(measure, SIZES)
