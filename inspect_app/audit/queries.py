"""Reading the log: its head, entries, a subject's history, and the replay that recomputes everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.audit.log import from_nodes
from inspect_app.audit.merkle import root_of
from inspect_app.audit.models import MAIN_LOG, Event, LogEntry, LogHead, LogNode
from inspect_app.audit.replay import Replay
from inspect_app.core.db import db

BATCH = 5_000


@dataclass(frozen=True)
class Head:
    """A log's size and root (32 bytes)."""

    size: int
    root: bytes


def log_size() -> int:
    """How many entries the log has."""
    return db.session.scalar(select(LogHead.size).where(LogHead.log_id == MAIN_LOG)) or 0


def log_head() -> Head:
    """The size and the root that follows from the stored subtrees."""
    size = log_size()
    return Head(size, from_nodes(lambda read: root_of(size, read)))


def entry_body(index: int) -> bytes | None:
    """The stored bytes of an entry."""
    key = (LogEntry.log_id == MAIN_LOG, LogEntry.log_index == index)
    return db.session.scalar(select(LogEntry.body).where(*key))


def history(subject: str) -> list[Event]:
    """Every event of a subject, oldest first."""
    return list(db.session.scalars(select(Event).where(Event.subject == subject).order_by(Event.seq)))


def leaf_hashes(indices: list[int]) -> dict[int, str]:
    """The stored leaf hashes (hex) of some entries."""
    key = (LogNode.log_id == MAIN_LOG, LogNode.level == 0, LogNode.node_index.in_(indices))
    rows = db.session.execute(select(LogNode.node_index, LogNode.hash).where(*key))
    return {index: value.hex() for index, value in rows}


def list_events(subject: str | None, after: int, limit: int) -> list[Event]:
    """Events with an index above `after`, oldest first."""
    query = select(Event).where(Event.log_id == MAIN_LOG, Event.log_index > after)
    if subject:
        query = query.where(Event.subject == subject)
    return list(db.session.scalars(query.order_by(Event.log_index).limit(limit)))


def entry_batches() -> Iterator[list[tuple[int, bytes]]]:
    """Every (index, body) in order, a batch in memory at a time."""
    last = -1
    while True:
        query = (
            select(LogEntry.log_index, LogEntry.body)
            .where(LogEntry.log_id == MAIN_LOG, LogEntry.log_index > last)
            .order_by(LogEntry.log_index)
            .limit(BATCH)
        )
        rows = [(index, body) for index, body in db.session.execute(query)]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def replayed_root() -> Head:
    """The head recomputed from the entry bodies alone: what an auditor computes; ValueError names a gap."""
    replay = Replay()
    for batch in entry_batches():
        for index, body in batch:
            replay.add(index, body)
        replay.taken()
    return Head(replay.size, replay.root())


def named_in_log(prefix: str, kind: str, size: int, begin: datetime, end: datetime) -> set[str]:
    """What follows `prefix` in the subjects of one kind of entry in a period, in the first `size` entries."""
    query = select(Event.subject).where(
        Event.log_id == MAIN_LOG,
        Event.kind == kind,
        Event.log_index < size,
        Event.at >= begin,
        Event.at < end,
        Event.subject.startswith(prefix),
    )
    return {subject.removeprefix(prefix) for subject in db.session.scalars(query)}
