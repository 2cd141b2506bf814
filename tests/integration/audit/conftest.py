"""A log to work on and to attack: entries, checkpoints, what is shown, and an administrator's hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import delete, insert, select, update

from inspect_app.audit.checkpoints import known_keys
from inspect_app.audit.fsck import check_log
from inspect_app.audit.log import Fact, append
from inspect_app.audit.merkle import leaf_hash, new_nodes
from inspect_app.audit.models import (
    MAIN_LOG,
    Event,
    LogCheckpoint,
    LogEntry,
    LogHead,
    LogKey,
    LogNode,
)
from inspect_app.audit.notes import Verifier, parse_vkey
from inspect_app.audit.publishing import publish_now
from inspect_app.audit.witness import Sight, look
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction


@dataclass
class Ledger:
    """The log of an app."""

    app: APIFlask

    def grow(self, count: int, kind: str = "noted", subject: str = "case:1") -> None:
        """Append entries, each with words of its own."""
        facts = [Fact(subject, kind, {"n": n}, {"note": f"张三看到第 {n} 处"}) for n in range(count)]
        with self.app.app_context(), write_transaction():
            append(Context(SYSTEM, utc_now()), facts)

    def publish(self) -> LogCheckpoint:
        """Sign the log as it is now."""
        with self.app.app_context():
            row = publish_now(utc_now())
        assert row is not None
        return row

    def faults(self) -> list[str]:
        """What fsck finds."""
        with self.app.app_context():
            return check_log()

    def log_keys(self) -> list[Verifier]:
        """The keys of the log."""
        with self.app.app_context():
            return [parse_vkey(key.vkey) for key in known_keys()]

    def fetch(self, path: str) -> tuple[int, bytes]:
        """What the server answers."""
        answer = self.app.test_client().get(path)
        return answer.status_code, answer.data

    def seen(self) -> Sight:
        """The checkpoint the server shows now."""
        return look(self.fetch, self.log_keys())

    def execute(self, *statements: Any) -> None:
        """What an administrator of the database does, past the program."""
        with self.app.app_context(), db.engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def bodies(self) -> list[bytes]:
        """Every stored body."""
        with self.app.app_context(), db.engine.begin() as connection:
            return list(connection.scalars(select(LogEntry.body).order_by(LogEntry.log_index)))

    def put_body(self, index: int, body: bytes) -> None:
        """Change one stored body."""
        self.execute(update(LogEntry).where(LogEntry.log_index == index).values(body=body))

    def set_event(self, index: int, **values: Any) -> None:
        """Change the searchable twin of an entry."""
        self.execute(update(Event).where(Event.log_index == index).values(**values))

    def rebuild(self, bodies: Sequence[bytes]) -> None:
        """Make the stored tree that of these bodies."""
        nodes: dict[tuple[int, int], bytes] = {}
        for size, body in enumerate(bodies):
            for level, index, value in new_nodes(size, leaf_hash(body), lambda lv, ix: nodes[lv, ix]):
                nodes[level, index] = value
        entries = [{"log_id": 1, "log_index": n, "body": body} for n, body in enumerate(bodies)]
        rows = [
            {"log_id": MAIN_LOG, "level": level, "node_index": index, "hash": value}
            for (level, index), value in nodes.items()
        ]
        self.execute(
            delete(LogNode),
            delete(LogEntry),
            delete(Event).where(Event.log_index >= len(bodies)),
            insert(LogEntry).values(entries),
            insert(LogNode).values(rows),
            update(LogHead).values(size=len(bodies)),
        )

    def sign_again(self) -> None:
        """What only somebody with the database and the key folder can do: forget what was signed."""
        self.execute(delete(LogCheckpoint), delete(LogKey))
        with self.app.app_context():
            folder = self.app.extensions["inspect_settings"].log_keys
            (folder / "last-signed").unlink()
        self.publish()


@pytest.fixture
def ledger(app: APIFlask) -> Ledger:
    """The log of the app, empty."""
    return Ledger(app)
