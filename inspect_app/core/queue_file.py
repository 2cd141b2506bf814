"""The queue of jobs in a SQLite file of its own, which does not wait for the disk.

A job is a nudge: a power cut may lose some, and sweeps find their work. Flushing each one would cost as much
as committing what it is about, while everybody else who has a job to send waits. The file itself stays whole.
"""

import sqlite3
from typing import Any

from huey import Huey
from huey.storage import SqliteStorage


class FileStorage(SqliteStorage):
    """Commits reach the disk with the next checkpoint of the write-ahead log."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: Any = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


class FileHuey(Huey):
    """Jobs in a file of this machine."""

    storage_class = FileStorage
