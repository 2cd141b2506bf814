"""What this machine can do at most: the anchors that the program's own rates are read against."""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from bench.clock import Rate, rate_of

PHOTO_BYTES = 3_000_000
ROW_BYTES = 400


def bounds(folder: Path) -> list[Rate]:
    """Hashing, durable files and durable rows, each alone, one thread."""
    photo = os.urandom(PHOTO_BYTES)
    return [
        rate_of("SHA-256 of a 3 MB photo", lambda: hashlib.sha256(photo).digest(), seconds=1.0),
        rate_of("durable file of 3 MB (write, fsync, rename, fsync folder)", durable_file(folder, photo)),
        rate_of("durable file of 4 KB", durable_file(folder, photo[:4096])),
        *(
            rate_of(f"SQLite commit of {rows} rows, synchronous=FULL", commits(folder, rows))
            for rows in (1, 16)
        ),
    ]


def durable_file(folder: Path, content: bytes) -> Callable[[], None]:
    """One write as a content-addressed store must do it."""
    part, whole = folder / "part", folder / "whole"

    def write() -> None:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(whole)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    return write


def commits(folder: Path, rows: int) -> Callable[[], None]:
    """One transaction with the pragmas that the program uses."""
    connection = sqlite3.connect(folder / f"rows-{rows}.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)")
    bodies = [(os.urandom(ROW_BYTES),)] * rows

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO row (body) VALUES (?)", bodies)
        connection.execute("COMMIT")

    return commit
