"""What the intake left to do: how fast the worker makes previews, hashes and findings of photos that wait."""

import io
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from PIL import Image
from sqlalchemy import func, select

from bench.photographs import base_photo
from bench.processes import kinds_of, peaks_mb
from bench.rows import Book, Row
from bench.stage import ROOT, Stage
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.models import STORED, Photo
from tests.servers.daemon import Daemon

PROCESSES, BARE_PHOTOS, BIG = 4, 40, 3_000_000
LOOK_S, LONGEST_S, QUALITY = 0.2, 90.0, 82
SIDES = (1600, 320)


def derived(on: Stage) -> int:
    """How many photos are ready."""
    ready = (
        select(func.count()).select_from(Photo).where(Photo.state == STORED, Photo.derived_at.is_not(None))
    )
    with on.app.app_context(), read_transaction() as session:
        return session.scalar(ready) or 0


def kept(on: Stage) -> int:
    """How many photos have arrived."""
    with on.app.app_context(), read_transaction() as session:
        return session.scalar(select(func.count()).select_from(Photo).where(Photo.state == STORED)) or 0


def measure(book: Book, on: Stage) -> None:
    """Start one worker and look how far it comes, until nothing waits or for a minute and a half."""
    waiting = kept(on)
    environment = on.server.env | {"PYTHONPATH": str(ROOT)}
    worker = Daemon([sys.executable, "-m", "inspect_app.worker"], on.folder / "worker.log", env=environment)
    worker.start()
    try:
        rate, done = pace(on, waiting)
        assert worker.process is not None
        peaks = peaks_mb(kinds_of(on.folder, web=on.server.pids(), worker=[worker.process.pid]))
    finally:
        worker.stop()
    book.add(
        Row("backlog_photos_per_s", on.pair, 1, done, round(rate, 1), "/s",
            peak_mb=peaks["worker"], peaks_mb=peaks,
            bound=round(bare_pillow(), 1), bound_name=f"bare Pillow, {PROCESSES} processes")
    )  # fmt: skip


def pace(on: Stage, waiting: int) -> tuple[float, int]:
    """Photos a second from the first one on, and how many were made."""
    begun = time.perf_counter()
    while not (first := derived(on)):
        if time.perf_counter() - begun > LONGEST_S:
            raise TimeoutError("the worker made nothing")
        time.sleep(LOOK_S)
    begun = time.perf_counter()
    while (done := derived(on)) < waiting and time.perf_counter() - begun < LONGEST_S:
        time.sleep(LOOK_S)
    return (done - first) / (time.perf_counter() - begun), done


def bare_pillow() -> float:
    """Photos a second of which nothing but the two pictures is made."""
    photo = base_photo(BIG)
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(partial(pictures, photo), range(PROCESSES)))
        begun = time.perf_counter()
        list(pool.map(partial(pictures, photo), range(BARE_PHOTOS)))
        return BARE_PHOTOS / (time.perf_counter() - begun)


def pictures(photo: bytes, _: int) -> None:
    """A preview and a thumbnail from one decode."""
    image = Image.open(io.BytesIO(photo), formats=("JPEG",))
    image.draft("RGB", (SIDES[0], SIDES[0]))
    for side in SIDES:
        image.thumbnail((side, side))
        image.save(io.BytesIO(), "JPEG", quality=QUALITY)
