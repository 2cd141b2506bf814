"""The tables of the transparency log. `log_id` leads every key, so that a city can have a log of its own
later.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime

MAIN_LOG = 1


class LogHead(Base):
    """The size of a log: the one row whose lock makes appends a queue."""

    __tablename__ = "log_heads"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigId)


class LogEntry(Base):
    """The exact bytes of one entry; never written again, never re-serialised."""

    __tablename__ = "log_entries"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_index: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class LogNode(Base):
    """The hash of one perfect subtree."""

    __tablename__ = "log_nodes"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    node_index: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Event(Base):
    """What an entry says, in ordinary columns; payload and salt may be erased, the entry stays valid."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "subject", "seq", unique=True),
        Index(None, "log_id", "kind", "log_index"),
        Index(None, "log_id", "actor_id", "log_index"),
        Index(None, "log_id", "at", "log_index"),
    )

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_index: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    subject: Mapped[str]
    seq: Mapped[int]
    kind: Mapped[str]
    actor_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcTime)
    payload: Mapped[dict[str, Any] | None] = mapped_column(JsonDoc)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class LogCheckpoint(Base):
    """A signed checkpoint: the promise that the first `size` entries have this root, for ever."""

    __tablename__ = "log_checkpoints"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str]
    signed_at: Mapped[datetime] = mapped_column(UtcTime)


class LogKey(Base):
    """A verifier key of the log and the checkpoint sizes it signed: from `from_size` up to `until_size`."""

    __tablename__ = "log_keys"
    __table_args__ = (
        # One key lives at a time, whatever two nodes do at once.
        Index(
            "uq_log_keys_living",
            "log_id",
            unique=True,
            sqlite_where=text("until_size IS NULL"),
            postgresql_where=text("until_size IS NULL"),
        ),
    )

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    vkey: Mapped[str]
    from_size: Mapped[int] = mapped_column(BigId)
    until_size: Mapped[int | None] = mapped_column(BigId)
    since: Mapped[datetime] = mapped_column(UtcTime)


class LogCosignature(Base):
    """What a witness signed: that at `time` (seconds, its own clock) it saw the checkpoint of `size` as the
    continuation of all it had seen before. `line` is the signature line of C2SP tlog-cosignature.
    """

    __tablename__ = "log_cosignatures"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    vkey: Mapped[str] = mapped_column(primary_key=True)
    time: Mapped[int] = mapped_column(BigId)
    line: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(UtcTime)


class LogTimestamp(Base):
    """A time-stamping authority's whole answer (RFC 3161, DER) over the bytes of a checkpoint's note."""

    __tablename__ = "log_timestamps"

    log_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    authority: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    stamped_at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
