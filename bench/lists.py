"""`python -m bench.lists`: the newest 250 cases as JSON, and originals to download, by eight clients at once.

The anchors: the bare driver reading the same rows and `json.dumps` of plain dictionaries, in one thread; and
the store read without a server. `--write` keeps the rows in bench/results.json.
"""

import json
import sys
from pathlib import Path

from bench.clock import rate_of
from bench.crowd import Client, crowd
from bench.ground import ground
from bench.intake import connector, send
from bench.photographs import base_photo, parcels
from bench.rows import Book, Row, percentiles
from bench.stage import PAIRS, ROOT, Meter, Stage, stage
from bench.town import settle
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.stores.select import object_store
from tests.builders import API

CLIENTS, PAGE, LISTS = 8, 250, 400
SIZES = (20_000, 100_000)
PHOTOS, PHOTO_BYTES, ROUNDS = 40, 3_000_000, 10


def lists(book: Book, on: Stage, size: int) -> None:
    """The newest page, again and again, without an ETag."""
    connect, path = (
        connector(on.server.port, {"Cookie": on.cookie("supervisor")}),
        f"{API}/cases?limit={PAGE}",
    )

    def read(client: Client, _: int) -> None:
        client.call("GET", path, wanted=200)

    crowd(CLIENTS, range(CLIENTS), connect, read)
    meter = Meter(on.server.pids())
    meter.start()
    outcome = crowd(CLIENTS, range(LISTS), connect, read)
    book.add(
        Row(
            "case_list_250_per_s",
            on.pair,
            CLIENTS,
            size,
            round(outcome.per_second, 1),
            "/s",
            **percentiles(outcome.spans),
            cpu_s=round(meter.used() / LISTS, 4),
            peak_mb=round(meter.peak_mb()),
            bound=round(bare_page(on), 1),
            bound_name="bare driver and json.dumps, one thread",
        )
    )


def bare_page(on: Stage) -> float:
    """Pages a second, of the same rows, with nothing known about them."""

    def page() -> str:
        with read_transaction():
            cursor = db.session.connection().connection.cursor()
            cursor.execute(f"SELECT * FROM cases ORDER BY updated_at DESC, id DESC LIMIT {PAGE}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            return json.dumps([dict(zip(names, row, strict=True)) for row in cursor.fetchall()], default=str)

    with on.app.app_context():
        return rate_of("", page, seconds=1.0).per_second


def downloads(book: Book, on: Stage) -> None:
    """Originals through the application, each view logged."""
    base, cookie = base_photo(PHOTO_BYTES), {"Cookie": on.cookie("inspector")}
    todo = list(parcels(base, 0, PHOTOS))
    crowd(CLIENTS, todo, connector(on.server.port, cookie), lambda client, one: send(client, one, base))
    reader = connector(on.server.port, {"Cookie": on.cookie("auditor")})
    meter = Meter(on.server.pids())
    meter.start()
    outcome = crowd(
        CLIENTS,
        [parcel.photo_id for parcel in todo] * ROUNDS,
        reader,
        lambda client, photo_id: fetch(client, f"{API}/photos/{photo_id}/original"),
    )
    book.add(
        Row(
            "photo_download_per_s",
            on.pair,
            CLIENTS,
            PHOTO_BYTES,
            round(outcome.per_second, 1),
            "/s",
            **percentiles(outcome.spans),
            cpu_s=round(meter.used() / len(outcome.spans), 4),
            peak_mb=round(meter.peak_mb()),
            bound=round(bare_reads(on, todo[0].sha256), 1),
            bound_name="the store read in one thread",
        )
    )


def bare_reads(on: Stage, sha256: str) -> float:
    """Originals a second out of the store, with nobody to send them to."""

    def read() -> int:
        content = object_store().open_original(sha256, None)
        return sum(len(chunk) for chunk in content.chunks)

    with on.app.app_context():
        return rate_of("", read, seconds=1.0).per_second


def fetch(client: Client, path: str) -> None:
    """Read an original to its end."""
    client.call("GET", path, wanted=200)


def run(book: Book, folder: Path) -> None:
    """Both pairs: downloads, then lists at two sizes."""
    for pair in PAIRS:
        place = folder / pair
        place.mkdir()
        with stage(pair, place) as on:
            downloads(book, on)
            settled = 0
            for size in SIZES:
                settle(on.city, size - settled, settled)
                settled = size
                lists(book, on, size)


def main() -> None:
    """Print the rows; `--write` keeps them."""
    book = Book()
    with ground() as folder:
        run(book, folder)
    if "--write" in sys.argv:
        book.write(ROOT / "bench/results.json")


if __name__ == "__main__":
    main()
