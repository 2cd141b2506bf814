"""`python -m bench.lists`: the newest 250 cases as JSON, and originals to download, by eight clients at once.

The anchors: the bare driver reading the same rows and `json.dumps` of plain dictionaries, in one thread; and
the store read without a server. `--write` keeps the rows in bench/results.json.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.clock import rate_of
from bench.crowd import Client, crowd
from bench.ground import ground
from bench.intake import connector, send
from bench.photographs import Parcel, base_photo, parcels
from bench.rows import Book, Row, percentiles
from bench.stage import PAIRS, ROOT, Meter, Stage, stage
from bench.town import settle
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.stores.select import object_store
from tests.builders import API
from tests.servers.daemon import free_port
from tests.servers.nginx import start_nginx

CLIENTS, PAGE, LISTS = 8, 250, 400
SIZES = (20_000, 100_000)
PHOTOS, PHOTO_BYTES, ROUNDS = 40, 3_000_000, 10
OTHERS = 3_000_000  # where the numbers of these photos begin


def lists(book: Book, on: Stage, size: int) -> None:
    """The newest page, again and again, without an ETag."""
    connect, path = (
        connector(on.server.port, {"Cookie": on.cookie("supervisor")}),
        f"{API}/cases?limit={PAGE}",
    )

    def read(client: Client, _: int) -> None:
        client.call("GET", path, wanted=200)

    crowd(CLIENTS, range(CLIENTS), connect, read)
    meter = Meter(on)
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
            **meter.memory(),
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
    """Originals, each view checked and logged: sent by nginx as in production, and by the application."""
    base, cookie = base_photo(PHOTO_BYTES), {"Cookie": on.cookie("inspector")}
    todo = list(parcels(base, OTHERS, PHOTOS))
    crowd(CLIENTS, todo, connector(on.server.port, cookie), lambda client, one: send(client, one, base))
    with book.attempt(f"downloads from the application on {on.pair}"):
        download_row(book, on, "photo_download_app_per_s", on.server.port, todo)
    with book.attempt(f"downloads from nginx on {on.pair}"), behind_nginx(on) as port:
        download_row(book, on, "photo_download_per_s", port, todo)


def download_row(book: Book, on: Stage, name: str, port: int, todo: list[Parcel]) -> None:
    """The same originals, again and again."""
    reader = connector(port, {"Cookie": on.cookie("auditor")})
    paths = [f"{API}/photos/{parcel.photo_id}/original" for parcel in todo]
    crowd(CLIENTS, paths, reader, fetch)
    meter = Meter(on)
    meter.start()
    outcome = crowd(CLIENTS, paths * ROUNDS, reader, fetch)
    book.add(
        Row(
            name,
            on.pair,
            CLIENTS,
            PHOTO_BYTES,
            round(outcome.per_second, 1),
            "/s",
            **percentiles(outcome.spans),
            cpu_s=round(meter.used() / len(outcome.spans), 4),
            **meter.memory(),
            bound=round(bare_reads(on, todo[0].sha256), 1),
            bound_name="the store read in one thread",
            put_off=outcome.put_off,
        )
    )


@contextmanager
def behind_nginx(on: Stage) -> Iterator[int]:
    """The port of an nginx with the configuration of deploy/, without TLS and its limits for one address; the
    server behind it only says which file.
    """
    on.server.stop()
    usual = dict(on.server.env)
    on.server.env |= {"DOWNLOADS": "nginx", "BEHIND_PROXY": "1"}
    on.server.start()
    port = free_port()
    open_to_all = {" ssl http2": "", "rate=50r/s": "rate=100000r/s"}
    nginx = start_nginx(on.folder / "nginx", port, [on.server.port], on.config, open_to_all)
    try:
        yield port
    finally:
        nginx.stop()
        on.server.stop()
        on.server.env = usual
        on.server.start()


def bare_reads(on: Stage, sha256: str) -> float:
    """Originals a second out of the store, with nobody to send them to."""

    def read() -> int:
        content = object_store().open_original(sha256, None)
        return sum(len(chunk) for chunk in content.chunks)

    with on.app.app_context():
        return rate_of("", read, seconds=1.0).per_second


EXPORTS = {"export_xlsx_s": ("ledger.xlsx", 2.0), "export_csv_s": ("ledger.csv", 0.3)}


def exports(book: Book, on: Stage, size: int) -> None:
    """Every case of the supervisor as a workbook and as CSV, by one client, to the last byte."""
    for name, (file, bar) in EXPORTS.items():
        client = Client(on.server.port, {"Cookie": on.cookie("supervisor")})
        meter = Meter(on)
        meter.start()
        begun = time.perf_counter()
        client.call("GET", f"{API}/{file}", wanted=200)
        seconds = time.perf_counter() - begun
        client.connection.close()
        spent: dict[str, Any] = {"cpu_s": round(meter.used(), 2), **meter.memory()}
        book.add(
            Row(name, on.pair, 1, size, round(seconds, 2), "s", **spent,
                bound=round(bar * size / 10_000, 2), bound_name=f"the bar: {bar:g} s for 10,000 cases")
        )  # fmt: skip


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
                exports(book, on, size)


def main() -> None:
    """Print the rows; `--write` keeps them."""
    book = Book()
    with ground() as folder:
        run(book, folder)
    if "--write" in sys.argv:
        book.write(ROOT / "bench/results.json")


if __name__ == "__main__":
    main()
