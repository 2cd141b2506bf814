"""`python -m bench.intake`: accepted reports with one photo a second, durable.

A report is PUT, its photo sent whole by tus; it counts when the second answer says that the bytes are kept.
No worker runs meanwhile: what is made of the photos later is not part of the rate.
"""

import base64
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench import bare_intake
from bench.crowd import Client, Outcome, crowd
from bench.ground import ground
from bench.photographs import Parcel, base_photo, numbered, parcels
from bench.rows import Book, Row, percentiles
from bench.stage import FILES, PAIRS, ROOT, Meter, Stage, stage
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import object_store
from tests.builders import API, report_body
from tests.servers.daemon import Daemon, free_port
from tests.servers.live import BIN

CROWDS = {1: 40, 8: 240, 32: 480, 64: 480}
SIZES = (1_000_000, 3_000_000)
VOLUMES = (200_000_000, 2_000_000_000)
BIG, USUAL = 3_000_000, 32
MANY, OTHERS = 8, 1_000_000  # clients of the long run, and where the numbers of its photos begin


def send(client: Client, parcel: Parcel, base: bytes) -> None:
    """One report and its photo."""
    body = numbered(base, parcel.number)
    announced = report_body() | {"photos": [announcement(parcel, len(body))]}
    path, head = f"{API}/reports/{parcel.report_id}", {"Content-Type": "application/json"}
    client.call("PUT", path, json.dumps(announced), wanted=201, **head)
    client.call("POST", f"{API}/uploads", body, wanted=201, **tus_headers(parcel, len(body)))


def announcement(parcel: Parcel, size: int) -> dict[str, object]:
    """What the phone says about the photo."""
    body = report_body()
    place = {"position": body["position"], "captured_at": body["captured_at"]}
    words = {"role": "wide", "source": "camera", "media_type": "image/jpeg"}
    return {"id": str(parcel.photo_id), "sha256": parcel.sha256, "size": size, **words, **place}


def tus_headers(parcel: Parcel, size: int) -> dict[str, str]:
    """Creation with upload: the whole photo in one request."""
    name = base64.b64encode(str(parcel.photo_id).encode()).decode()
    return {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(size),
        "Upload-Metadata": f"photo_id {name}",
        "Content-Type": "application/offset+octet-stream",
    }


def intake(on: Stage, clients: int, size: int, count: int, first: int) -> tuple[Outcome, Meter]:
    """So many reports by so many clients."""
    base, cookie = base_photo(size), on.cookie("inspector")
    todo = list(parcels(base, first, count))
    meter = Meter(on)
    connect = connector(on.server.port, {"Cookie": cookie})
    meter.start()
    return crowd(clients, todo, connect, lambda client, parcel: send(client, parcel, base)), meter


def connector(port: int, headers: dict[str, str]) -> Callable[[], Client]:
    """Makes clients of one server."""
    return lambda: Client(port, headers)


def bound_of(on: Stage, clients: int, size: int, count: int, first: int) -> tuple[float, str]:
    """Photos a second that the least possible program takes in, with the same bytes and clients."""
    base = base_photo(size)
    bodies = range(first, first + count)
    if on.pair == FILES:
        with bare_server(on.folder) as port:
            outcome = crowd(
                clients,
                bodies,
                connector(port, {"Content-Type": "image/jpeg"}),
                lambda client, number: discard(client.call("POST", "/", numbered(base, number), wanted=200)),
            )
        return outcome.per_second, "bare receive + SHA-256 + fsync + INSERT"
    return bare_puts(on, base, clients, count), "bare boto3 puts"


def discard(_: object) -> None:
    """The answer is of no interest."""


@contextmanager
def bare_server(folder: Path) -> Iterator[int]:
    """The least program behind the product's gunicorn."""
    port, kept = free_port(), folder / "bare"
    kept.mkdir()
    bare_intake.prepare(kept)
    environment = {**os.environ, "BARE_FOLDER": str(kept), "BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "4"}
    command: list[str | Path] = [BIN / "gunicorn", "--chdir", ROOT, "-c", ROOT / "deploy/gunicorn.conf.py"]
    server = Daemon([*command, "bench.bare_intake:app"], folder / "bare.log", env=environment)
    server.start()
    try:
        server.wait_until(lambda: crowd_answers(port))
        yield port
    finally:
        server.stop()
        shutil.rmtree(kept)


def crowd_answers(port: int) -> bool:
    """Whether the bare server is there."""
    try:
        Client(port, {}).call("GET", "/", wanted=200)
    except OSError:
        return False
    return True


def bare_puts(on: Stage, base: bytes, clients: int, count: int) -> float:
    """Puts of the same bytes into the same S3 server, each thread its own connection; they are taken back."""
    with on.app.app_context():
        store = object_store()
    assert isinstance(store, S3Store)
    name, keys = on.config.s3_work_bucket, [f"bench/{number}" for number in range(count)]

    def put(number: int) -> None:
        store.client.put_object(Bucket=name, Key=keys[number], Body=numbered(base, number))

    with ThreadPoolExecutor(clients) as pool:
        begun = time.perf_counter()
        list(pool.map(put, range(count)))
        seconds = time.perf_counter() - begun
    store.delete_work(keys)
    return count / seconds


def measure(book: Book, on: Stage, part: float = 1.0) -> None:
    """Every crowd with photos of 3 MB, and the usual one with smaller ones; `part` of the usual number of
    reports, for a quick look.
    """
    first = 0
    plans = [(clients, BIG, max(clients, round(count * part))) for clients, count in CROWDS.items()]
    for clients, size, count in [(USUAL, SIZES[0], round(CROWDS[USUAL] * part)), *plans]:
        with book.attempt(f"intake on {on.pair} with {clients} clients and photos of {size} bytes"):
            crowd_row(book, on, clients, size, range(first, first + count))
        first += count


def crowd_row(book: Book, on: Stage, clients: int, size: int, numbers: range) -> None:
    """One crowd beside its bound."""
    count = len(numbers)
    bound, bound_name = bound_of(on, clients, size, count, numbers.start)
    outcome, meter = intake(on, clients, size, count, numbers.start)
    book.add(
        Row(
            "intake_reports_per_s",
            on.pair,
            clients,
            size,
            round(outcome.per_second, 1),
            "/s",
            **percentiles(outcome.spans),
            cpu_s=round(meter.used() / count, 4),
            **meter.memory(),
            bound=round(bound, 1),
            bound_name=bound_name,
            put_off=outcome.put_off,
        )
    )


def memory(book: Book, on: Stage, volumes: Sequence[int]) -> None:
    """The most memory of a web process after so many bytes of photos have gone through: it must not grow."""
    meter, base, sent = Meter(on), base_photo(BIG), 0
    connect = connector(on.server.port, {"Cookie": on.cookie("inspector")})
    intake(on, MANY, BIG, MANY * 4, OTHERS)  # every process has begun to work
    meter.start()
    early = 0
    for volume in volumes:
        count = volume // BIG - sent
        todo = parcels(base, 2 * OTHERS + sent, count)
        outcome = crowd(MANY, todo, connect, lambda client, parcel: send(client, parcel, base))
        sent += count
        found = meter.memory()
        early = early or found["peak_mb"]
        book.add(
            Row(
                "intake_peak_mb",
                on.pair,
                MANY,
                volume,
                found["peak_mb"],
                "MiB",
                **percentiles(outcome.spans),
                **found,
                bound=early,
                bound_name=f"after {volumes[0] / 1e6:.0f} MB",
                put_off=outcome.put_off,
            )
        )


def run(book: Book, folder: Path) -> None:
    """Both pairs."""
    for pair in PAIRS:
        place = folder / pair
        place.mkdir()
        with stage(pair, place) as on:
            memory(book, on, VOLUMES)
            measure(book, on)


def main() -> None:
    """Print the rows; `--write` keeps them in bench/results.json."""
    book = Book()
    with ground() as folder:
        run(book, folder)
    if "--write" in sys.argv:
        book.write(ROOT / "bench/results.json")


if __name__ == "__main__":
    main()
