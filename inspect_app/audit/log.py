"""Appending to the transparency log: the last statements of every business transaction.

The head row is the lock: taking the next index locks it until the transaction ends, so indices have no gaps
and no forks, across threads, processes and machines, on both databases. Personal words never enter an entry:
the body carries `commit = SHA-256(salt ‖ canonical payload)`, the payload lives in an erasable `events` row.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, TypeVar

from inspect_app.audit.canonical import canonical
from inspect_app.audit.merkle import NodeReader, leaf_hash, new_nodes
from inspect_app.audit.trips import EventRow, Rows, claim, subtrees, write
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db

BODY_VERSION = 1
MAX_BODY = 60_000  # below the 65,535 bytes of a static tile export (C2SP tlog-tiles)


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


@dataclass(frozen=True)
class Sealed:
    """A fact with its words closed: all of an entry that can be made before its place is known."""

    fact: Fact
    words: str
    salt: bytes
    commit: str


def append(ctx: Context, facts: Sequence[Fact | Later]) -> list[Receipt]:
    """Write all facts of one action, in order; call once, last, in the action's transaction."""
    db.session.flush()  # what waits to be written is written before the head is locked
    sealed = [item if isinstance(item, Later) else seal(item, os.urandom(32)) for item in facts]
    connection = db.session.connection()
    ground = claim(connection, len(facts), sorted({fact.subject for fact in facts}))
    nodes, last = Growth(ground.edge), ground.last
    rows, receipts = Rows(nodes=nodes.new), list[Receipt]()
    for index, item in enumerate(sealed, ground.first):
        one = seal(item.make(receipts[-1]), os.urandom(32)) if isinstance(item, Later) else item
        subject = one.fact.subject
        seq, previous = last.get(subject, (-1, None))
        last[subject] = (seq + 1, index)
        body = canonical(body_of(ctx, one, seq + 1, previous))
        if len(body) > MAX_BODY:
            raise ValueError(f"log entry of {len(body)} bytes")
        receipts.append(Receipt(index, nodes.add(index, body).hex()))
        rows.entries.append((index, body))
        rows.events.append(event_row(ctx, one, index, seq + 1))
    write(connection, rows)
    return receipts


def seal(fact: Fact, salt: bytes) -> Sealed:
    """Commit to the words of a fact."""
    words = canonical(fact.payload)
    return Sealed(fact, words.decode(), salt, hashlib.sha256(salt + words).hexdigest())


def body_of(ctx: Context, sealed: Sealed, seq: int, previous: int | None) -> dict[str, Any]:
    """The body of an entry before it becomes bytes."""
    return {
        "v": BODY_VERSION,
        "kind": sealed.fact.kind,
        "subject": sealed.fact.subject,
        "seq": seq,
        "prev": previous,
        "actor": ctx.actor.id,
        "at": to_millis(ctx.now),
        "facts": sealed.fact.public,
        "commit": sealed.commit,
    }


def event_row(ctx: Context, sealed: Sealed, index: int, seq: int) -> EventRow:
    """The searchable twin of an entry."""
    fact = sealed.fact
    return EventRow(
        actor_id=ctx.actor.id,
        at=ctx.now,
        log_index=index,
        subject=fact.subject,
        seq=seq,
        kind=fact.kind,
        payload=sealed.words,
        salt=sealed.salt,
    )


class Growth:
    """The tree while it grows: the subtrees it grew from, and in `new` those that appeared."""

    def __init__(self, edge: Mapping[tuple[int, int], bytes]) -> None:
        self.known = dict(edge)
        self.new: list[tuple[int, int, bytes]] = []

    def read(self, level: int, node_index: int) -> bytes:
        """The hash of a subtree; LogDamagedError when somebody took it away."""
        if (found := self.known.get((level, node_index))) is None:
            raise node_missing(level, node_index)
        return found

    def add(self, index: int, body: bytes) -> bytes:
        """Let `body` become entry `index`; its leaf hash."""
        leaf = leaf_hash(body)
        for level, node_index, value in new_nodes(index, leaf, self.read):
            self.known[level, node_index] = value
            self.new.append((level, node_index, value))
        return leaf


def read_node(level: int, node_index: int) -> bytes:
    """A stored subtree hash; LogDamagedError when somebody took it away."""
    return read_nodes({(level, node_index)})[level, node_index]


def node_missing(level: int, node_index: int) -> LogDamagedError:
    """Somebody took a subtree hash away."""
    return LogDamagedError(f"the stored hash of subtree {node_index} on level {level} is missing")


def read_nodes(wanted: AbstractSet[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Stored subtree hashes by level and index; LogDamagedError when one of them is missing."""
    found = subtrees(db.session.connection(), sorted(wanted))
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
