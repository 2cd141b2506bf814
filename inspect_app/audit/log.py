"""Appending to the transparency log: the last statements of every business transaction.

The head row is the lock: taking the next index locks it until the transaction ends, so indices have no gaps
and no forks, across threads, processes and machines, on both databases. Personal words never enter an entry:
the body carries `commit = SHA-256(salt ‖ canonical payload)`, the payload lives in an erasable `events` row.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, false, func, insert, or_, select, update

from inspect_app.audit.canonical import canonical
from inspect_app.audit.merkle import NodeReader, leaf_hash, new_nodes
from inspect_app.audit.models import MAIN_LOG, Event, LogEntry, LogHead, LogNode
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db

BODY_VERSION = 1
MAX_BODY = 60_000  # below the 65,535 bytes of a static tile export (C2SP tlog-tiles)


MODELS = (LogHead, LogEntry, Event, LogNode)
HEADS, ENTRIES, EVENTS, NODES = (db.metadata.tables[model.__tablename__] for model in MODELS)
# Every transaction of the program runs these. Building them each time cost more than the database's work.
CLAIM = (
    update(HEADS)
    .where(HEADS.c.log_id == MAIN_LOG)
    .values(size=HEADS.c.size + bindparam("count"))
    .returning(HEADS.c.size)
)
LAST_OF_SUBJECTS = (
    select(EVENTS.c.subject, func.max(EVENTS.c.seq), func.max(EVENTS.c.log_index))
    .where(EVENTS.c.subject.in_(bindparam("subjects", expanding=True)))
    .group_by(EVENTS.c.subject)
)
ONE_NODE = select(NODES.c.hash).where(
    NODES.c.log_id == MAIN_LOG,
    NODES.c.level == bindparam("level"),
    NODES.c.node_index == bindparam("node_index"),
)
INSERTS = tuple(insert(table) for table in (ENTRIES, EVENTS, NODES))


class LogDamagedError(Exception):
    """What is stored of the log does not hold together; the message says where."""


@dataclass(frozen=True)
class Fact:
    """One thing that happened: `kind` of `subject` (as in `case:<uuid>`).

    `public` enters the log as it is (hashes, ids, statuses); `payload` only as a salted commitment.
    """

    subject: str
    kind: str
    public: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """Where a fact stands in the log; `leaf_hash` is lower-case hex."""

    log_index: int
    leaf_hash: str


@dataclass(frozen=True)
class Later:
    """A fact made once the entry before it has its hash: a draw by lot, whose seed nobody knew before."""

    subject: str
    make: Callable[[Receipt], Fact]


def append(ctx: Context, facts: Sequence[Fact | Later]) -> list[Receipt]:
    """Write all facts of one action, in order; call once, last, in the action's transaction."""
    first = take_indices(len(facts))
    numbers = next_numbers({fact.subject for fact in facts})
    nodes: dict[tuple[int, int], bytes] = {}
    entries: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    receipts: list[Receipt] = []
    for offset, item in enumerate(facts):
        fact = item.make(receipts[-1]) if isinstance(item, Later) else item
        index, seq, previous = first + offset, *numbers[fact.subject]
        numbers[fact.subject] = (seq + 1, index)
        salt = os.urandom(32)
        body = canonical(body_of(ctx, fact, seq, previous, salt))
        if len(body) > MAX_BODY:
            raise ValueError(f"log entry of {len(body)} bytes")
        grow(nodes, index, body)
        receipts.append(Receipt(index, nodes[0, index].hex()))
        entries.append({"log_id": MAIN_LOG, "log_index": index, "body": body})
        events.append(event_row(ctx, fact, index, seq, salt))
    write(entries, events, nodes)
    return receipts


def take_indices(count: int) -> int:
    """Lock the head, claim `count` indices, return the first."""
    size: int = db.session.connection().execute(CLAIM, {"count": count}).scalar_one()
    return size - count


def next_numbers(subjects: set[str]) -> dict[str, tuple[int, int | None]]:
    """For each subject its next sequence number and the index of its last entry."""
    rows = db.session.connection().execute(LAST_OF_SUBJECTS, {"subjects": list(subjects)})
    known = {subject: (seq + 1, index) for subject, seq, index in rows}
    return {subject: known.get(subject, (0, None)) for subject in subjects}


def body_of(ctx: Context, fact: Fact, seq: int, previous: int | None, salt: bytes) -> dict[str, Any]:
    """The body of an entry before it becomes bytes."""
    commit = hashlib.sha256(salt + canonical(fact.payload)).hexdigest()
    return {
        "v": BODY_VERSION,
        "kind": fact.kind,
        "subject": fact.subject,
        "seq": seq,
        "prev": previous,
        "actor": ctx.actor.id,
        "at": to_millis(ctx.now),
        "facts": fact.public,
        "commit": commit,
    }


def event_row(ctx: Context, fact: Fact, index: int, seq: int, salt: bytes) -> dict[str, Any]:
    """The searchable twin of an entry."""
    return {
        "log_id": MAIN_LOG,
        "log_index": index,
        "subject": fact.subject,
        "seq": seq,
        "kind": fact.kind,
        "actor_id": ctx.actor.id,
        "at": ctx.now,
        "payload": fact.payload,
        "salt": salt,
    }


def grow(nodes: dict[tuple[int, int], bytes], index: int, body: bytes) -> None:
    """Add to `nodes` what appears when `body` becomes entry `index`."""

    def read(level: int, node_index: int) -> bytes:
        key = (level, node_index)
        return nodes[key] if key in nodes else read_node(level, node_index)

    for level, node_index, value in new_nodes(index, leaf_hash(body), read):
        nodes[level, node_index] = value


def read_node(level: int, node_index: int) -> bytes:
    """A stored subtree hash; LogDamagedError when somebody took it away."""
    place = {"level": level, "node_index": node_index}
    found: bytes | None = db.session.connection().execute(ONE_NODE, place).scalar()
    if found is None:
        raise node_missing(level, node_index)
    return found


def node_missing(level: int, node_index: int) -> LogDamagedError:
    """Somebody took a subtree hash away."""
    return LogDamagedError(f"the stored hash of subtree {node_index} on level {level} is missing")


def read_nodes(wanted: AbstractSet[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Stored subtree hashes by level and index; LogDamagedError when one of them is missing."""
    # Alternatives that each name the whole key: SQLite would read the whole table for a list of pairs.
    places = [
        and_(LogNode.log_id == MAIN_LOG, LogNode.level == level, LogNode.node_index == index)
        for level, index in sorted(wanted)
    ]
    query = select(LogNode.level, LogNode.node_index, LogNode.hash)
    rows = db.session.execute(query.where(or_(false(), *places)))
    found = {(row.level, row.node_index): row.hash for row in rows}
    if missing := sorted(wanted - found.keys()):
        raise node_missing(*missing[0])
    return found


Made = TypeVar("Made")


def from_nodes(make: Callable[[NodeReader], Made]) -> Made:
    """What `make` makes out of subtree hashes, all of them read in one query.

    Which subtrees a root or a proof needs depends on sizes alone, so a first run only takes note of them.
    """
    wanted: set[tuple[int, int]] = set()

    def note(level: int, node_index: int) -> bytes:
        wanted.add((level, node_index))
        return bytes(32)

    make(note)
    found = read_nodes(wanted)
    return make(lambda level, node_index: found[level, node_index])


def write(entries: list[Any], events: list[Any], nodes: dict[tuple[int, int], bytes]) -> None:
    """Three bulk inserts."""
    rows = [
        {"log_id": MAIN_LOG, "level": level, "node_index": index, "hash": value}
        for (level, index), value in nodes.items()
    ]
    for statement, values in zip(INSERTS, (entries, events, rows), strict=True):
        db.session.connection().execute(statement, values)
