"""The least a server can do for a photo: a WSGI program that receives, hashes, makes durable, inserts a row.

Run by the same gunicorn with the same threads as the product, it is what the product's rate stands beside.
"""

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("BARE_FOLDER", "."))
DATABASE = "bare.db"
READ = 64 * 1024
own = threading.local()


def prepare(folder: Path) -> None:
    """Make the database before anybody comes: SQLite waits for nobody who changes the journal's mode."""
    with closing(sqlite3.connect(folder / DATABASE)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE photo (sha256 TEXT PRIMARY KEY, size INTEGER)")


def connection() -> sqlite3.Connection:
    """A thread's own, as durable as the product's."""
    if not hasattr(own, "connection"):
        own.connection = sqlite3.connect(FOLDER / DATABASE, isolation_level=None, timeout=60)
        own.connection.execute("PRAGMA synchronous=FULL")
    return own.connection


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """POST a photo, anywhere; GET answers at once."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length:
        keep(environ["wsgi.input"], length)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def keep(stream: Any, size: int) -> None:
    """Hash while it arrives, fsync, rename, fsync the folder, one commit."""
    digest, left = hashlib.sha256(), size
    part = FOLDER / f"{os.getpid()}-{threading.get_ident()}.part"
    with part.open("wb") as file:
        while left and (chunk := stream.read(min(READ, left))):
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.replace(FOLDER / digest.hexdigest())
    folder = os.open(FOLDER, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO photo VALUES (?, ?)", (digest.hexdigest(), size))
    database.execute("COMMIT")
