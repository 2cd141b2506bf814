"""`make bench`: every row of the limits, on both pairs at two sizes, each beside its bound of the same run.

The default takes some minutes with small sizes; `make bench ARGS=--full` takes the sizes of the limits. The
rows go to bench/results.json after each part, so that a run that is broken off keeps what it has; a row that
fails is named at the end (exit status 1) and takes no other with it. `python -m bench.page` writes them into
docs/performance.md. `--only` takes one part. BENCH_DIR: a folder on a real disk.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import backlog, figures, intake, lists
from bench.bounds import bounds
from bench.ground import ground
from bench.rows import Book, Row
from bench.stage import PAIRS, ROOT, stage
from bench.town import settle

RESULTS = ROOT / "bench/results.json"


@dataclass(frozen=True)
class Scale:
    """How much is measured: the sizes of each kind, of the lists, and the part of the usual reports."""

    sizes: figures.Sizes
    lists: tuple[int, int]
    part: float
    volumes: tuple[int, int]


QUICK = Scale(
    figures.Sizes(log=(2_000, 10_000), sweep=(2_000, 5_000), reuse=(20_000, 50_000), map=(10_000, 20_000)),
    lists=(5_000, 20_000),
    part=0.15,
    volumes=(100_000_000, 400_000_000),
)
FULL = Scale(
    figures.Sizes(
        log=(10_000, 100_000), sweep=(20_000, 100_000), reuse=(100_000, 1_000_000), map=(20_000, 100_000)
    ),
    lists=(20_000, 100_000),
    part=0.5,
    volumes=intake.VOLUMES,
)


def machine(book: Book, folder: Path, scale: Scale) -> None:  # noqa: ARG001 - every part has this form
    """What the machine can do at most, one thread."""
    for rate in bounds(folder):
        book.add(
            Row(f"bound: {rate.name}", "machine", 1, 1, round(rate.per_second, 1), "/s",
                p50_ms=round(rate.median_ms, 3), p95_ms=round(rate.p95_ms, 3))
        )  # fmt: skip


def served(book: Book, folder: Path, scale: Scale) -> None:
    """What goes through the web server: reports, the backlog they leave, downloads, lists, exports."""
    for pair in PAIRS:
        place = folder / pair
        place.mkdir()
        with book.attempt(f"the system on {pair}"), stage(pair, place) as on:
            with book.attempt(f"memory of intake on {pair}"):
                intake.memory(book, on, scale.volumes)
            intake.measure(book, on, scale.part)
            with book.attempt(f"the backlog on {pair}"):
                backlog.measure(book, on)
            with book.attempt(f"downloads on {pair}"):
                lists.downloads(book, on)
            book.write(RESULTS)
            settled = 0
            for size in scale.lists:
                with book.attempt(f"lists of {size} cases on {pair}"):
                    settle(on.city, size - settled, settled)
                    settled = size
                    lists.lists(book, on, size)
                    lists.exports(book, on, size)
        book.write(RESULTS)


def stored(book: Book, folder: Path, scale: Scale) -> None:
    """What the databases do by themselves."""
    figures.run(book, folder, scale.sizes)


PARTS = {"machine": machine, "served": served, "stored": stored}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of the limits")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part of it")
    asked = parser.parse_args()
    book, begun = Book(), time.perf_counter()
    for name in asked.only or PARTS:
        with book.attempt(name), ground() as folder:
            PARTS[name](book, folder, FULL if asked.full else QUICK)
        book.write(RESULTS)
    minutes = (time.perf_counter() - begun) / 60
    print(f"{len(book.rows)} rows in {minutes:.1f} minutes: {RESULTS.relative_to(ROOT)}")
    for failure in book.failed:
        print(f"FAILED {failure}")
    return 1 if book.failed else 0


if __name__ == "__main__":
    sys.exit(main())
