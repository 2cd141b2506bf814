"""Bad weather on purpose: the disk is full, the database or the storage goes away, while a live server works.

Each fault has one name on both pairs and the form that is natural there: PostgreSQL and S3 stand behind a
proxy that refuses; a SQLite file meets a disk that takes no more, the folder of originals becomes a file.
"""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from config import Config
from tests.servers.live import LiveServer
from tests.servers.proxy import Proxy

LOOKS = 6000
SMALL_ROOM = 24 * 1024  # too little for the frames of one transaction
Wait = Callable[[], None]


@dataclass
class Weather:
    """The faults of one installation; `database` and `storage` are its proxies, where it has them."""

    config: Config
    database: Proxy | None = None
    storage: Proxy | None = None

    @contextmanager
    def full_disk(self, server: LiveServer, room: int) -> Iterator[None]:
        """No file of the server's processes may grow beyond `room` bytes."""
        pids = server.pids()
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            for pid in pids:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def database_gone(self, server: LiveServer) -> AbstractContextManager[None]:
        """No statement that writes comes through; a small photo does."""
        return self.full_disk(server, SMALL_ROOM) if self.database is None else refusing(self.database)

    @contextmanager
    def storage_gone(self) -> Iterator[None]:
        """No object can be put."""
        if self.storage is not None:
            with refusing(self.storage):
                yield
            return
        folder = self.config.instance / "objects"
        aside = folder.rename(folder.with_name("aside"))
        folder.touch()
        try:
            yield
        finally:
            folder.unlink()
            aside.rename(folder)

    def held(self) -> AbstractContextManager[Wait]:
        """Somebody else holds the lock that every write needs; gives a function that waits for a request."""
        if self.database is None:
            return held_file(self.config.instance / "inspect.db")
        return held_head(self.config.database_url.replace("+psycopg", ""))


@contextmanager
def refusing(proxy: Proxy) -> Iterator[None]:
    """Connections break now, and no new one comes about."""
    proxy.refuse = True
    proxy.cut_all()
    try:
        yield
    finally:
        proxy.refuse = False


@contextmanager
def held_file(file: Path) -> Iterator[Wait]:
    """The write lock of a SQLite file; nobody can see who waits for it."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield lambda: None
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def held_head(url: str) -> Iterator[Wait]:
    """The head row of the log on PostgreSQL."""
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as watcher:
        holder.execute("SELECT size FROM log_heads FOR UPDATE")
        yield lambda: wait_for_company(watcher)
        holder.rollback()


def wait_for_company(watcher: psycopg.Connection) -> None:
    """Returns when a session of this database waits for a lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(LOOKS):
        if watcher.execute(waiting).fetchone():
            return
        watcher.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("no request came to wait for the lock")


@contextmanager
def weather_for(config: Config) -> Iterator[tuple[Weather, Config]]:
    """The weather over an installation, and the settings of a server that stands in it."""
    if not config.database_url:
        yield Weather(config), config
        return
    database, storage = urlsplit(config.database_url), urlsplit(config.s3_endpoint)
    assert database.port is not None
    assert storage.port is not None
    with Proxy(database.port) as to_database, Proxy(storage.port) as to_storage:
        address = config.database_url.replace(f":{database.port}/", f":{to_database.port}/")
        outdoors = replace(config, database_url=address, s3_endpoint=to_storage.url)
        yield Weather(config, to_database, to_storage), outdoors
