"""A running system to measure: a small city on one of the two pairs, behind a real gunicorn."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apiflask import APIFlask
from flask_migrate import upgrade

from bench.ground import postgres
from bench.processes import Kinds, forget_peaks, kinds_of, peaks_mb
from config import Config
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.evidence.stores.select import object_store
from tests.builders import City, build_city
from tests.servers.live import LiveServer
from tests.servers.rgw import RgwServer

FILES, S3 = "sqlite-files", "postgres-s3"
PAIRS = (FILES, S3)
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Stage:
    """The city, the server in front of it, and the same application in this process to fill it with."""

    pair: str
    folder: Path
    config: Config
    app: APIFlask
    city: City
    server: LiveServer

    def cookie(self, username: str) -> str:
        """The header of somebody who is signed in."""
        with self.app.app_context(), write_transaction():
            secret = open_session(self.city.people[username], utc_now(), "bench")
            return f"{cookie_name()}={secret}"


@contextmanager
def stage(pair: str, folder: Path, *, processes: int = 4) -> Iterator[Stage]:
    """A new system in an empty folder; the databases wait for the disk as in production."""
    with settings_of(pair, folder) as config:
        app = create_app(config)
        with app.app_context():
            upgrade(str(ROOT / MIGRATIONS))
            object_store().prepare()
        city = build_city(app, folder)
        server = LiveServer(config, folder / "server", processes=processes)
        with server:
            yield Stage(pair, folder, config, app, city, server)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def settings_of(pair: str, folder: Path) -> Iterator[Config]:
    """The settings of a pair, its servers running."""
    instance = folder / "instance"
    if pair == FILES:
        yield Config(instance=instance, log_level="WARNING")
        return
    store = RgwServer(folder / "rgw")
    with postgres(folder / "postgres") as url:
        try:
            address = store.start()
            yield Config(
                instance=instance,
                database_url=url,
                object_store="s3",
                s3_endpoint=address.endpoint,
                s3_key=address.key,
                s3_secret=address.secret,
                log_level="WARNING",
            )
        finally:
            store.remove()


@dataclass
class Meter:
    """What the processes of a stage used between two looks; processor time is that of the web server."""

    on: Stage
    begun: float = 0.0
    kinds: Kinds = field(default_factory=dict)

    def start(self) -> None:
        """Begin to count processor time and the most memory."""
        self.kinds = kinds_of(self.on.folder, web=self.on.server.pids())
        forget_peaks(self.kinds)
        self.begun = self.seconds()

    def seconds(self) -> float:
        """Processor seconds so far, user and system."""
        return sum(processor_ticks(pid) for pid in self.kinds["web"]) / os.sysconf("SC_CLK_TCK")

    def used(self) -> float:
        """Processor seconds since the start."""
        return self.seconds() - self.begun

    def memory(self) -> dict[str, Any]:
        """The columns of memory: that of a web process, and of each program."""
        peaks = peaks_mb(kinds_of(self.on.folder, web=self.kinds["web"]))
        return {"peak_mb": peaks["web"], "peaks_mb": peaks}


def processor_ticks(pid: int) -> int:
    """User and system time of a process: fields 14 and 15 of proc(5) stat, after the name in brackets."""
    after = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return int(after[11]) + int(after[12])
