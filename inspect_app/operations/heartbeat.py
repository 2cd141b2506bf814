"""A worker's sign of life: a row that it renews while it can reach the database."""

import logging
import os
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Self

from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.core.upsert import upsert_into
from inspect_app.operations.models import Worker

log = logging.getLogger(__name__)
BEAT_S = 15.0
ALIVE = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)


def beat(worker_id: object, started_at: datetime, now: datetime) -> None:
    """Say that a worker is alive, and forget those that died long ago."""
    row = {"id": worker_id, "host": socket.gethostname(), "pid": os.getpid(), "started_at": started_at}
    alive = upsert_into(Worker).values(**row, seen_at=now)
    db.session.execute(alive.on_conflict_do_update(index_elements=["id"], set_={"seen_at": now}))
    db.session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN))


def farewell(worker_id: object) -> None:
    """A worker ends in order."""
    db.session.execute(delete(Worker).where(Worker.id == worker_id))


def workers_alive(now: datetime) -> int:
    """How many workers have been seen within a minute."""
    query = select(func.count()).select_from(Worker).where(Worker.seen_at > now - ALIVE)
    return db.session.scalar(query) or 0


class Heartbeat:
    """Beats in a thread of its own while the `with` block lasts; a database that is away is waited for."""

    def __init__(self, app: Flask, every_s: float = BEAT_S) -> None:
        self.app = app
        self.every_s = every_s
        self.id, self.started_at = uuid7(), utc_now()
        self.over = Event()
        self.thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
        with suppress(SQLAlchemyError), self.app.app_context(), write_transaction():
            farewell(self.id)

    def _run(self) -> None:
        while True:
            self._beat()
            if self.over.wait(self.every_s):
                return

    def _beat(self) -> None:
        try:
            with self.app.app_context(), write_transaction():
                beat(self.id, self.started_at, utc_now())
        except SQLAlchemyError as error:
            log.warning("no sign of life could be written: %s", type(error).__name__)
