"""Where a bench works: a folder on a real disk, and empty databases of both kinds that wait for it."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config import Config
from tests.servers.postgres import PostgresServer


@contextmanager
def ground() -> Iterator[Path]:
    """A new folder in BENCH_DIR, or where one stands; it goes afterwards.

    Not the system's temporary folder: that may be memory, where fsync costs nothing.
    """
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=os.environ.get("BENCH_DIR") or Path.cwd()) as name:
        folder = Path(name)
        folder.chmod(0o755)  # what runs as an account of its own passes through
        yield folder


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL server."""
    folder.parent.chmod(0o755)  # the server may run as an account of its own
    server = PostgresServer(folder, durable=True)
    try:
        yield server.start().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.remove()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Config]]:
    """The settings of a SQLite file and of a PostgreSQL server."""
    with postgres(folder / "postgres") as address:
        yield {
            "SQLite": Config(instance=folder / "sqlite"),
            "PostgreSQL": Config(instance=folder / "pg", database_url=address),
        }


def at_each_size(measure: Callable[[Config, int], None], usual: Iterable[int]) -> None:
    """Measure the sizes of the command line, or the usual ones, on SQLite, then on PostgreSQL."""
    sizes = [int(word) for word in sys.argv[1:]] or list(usual)
    with ground() as folder, databases(folder) as found:
        for config in found.values():
            for size in sizes:
                measure(replace(config, instance=config.instance / str(size)), size)
