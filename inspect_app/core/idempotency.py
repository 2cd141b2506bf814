"""Doing a thing once: the answer of an action is kept under the key its client chose.

The key is unique for each actor and bound to the hash of the raw request. Only outcomes are stored (status,
log index, version), never refusals; the answer is rendered afresh.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.context import Context
from inspect_app.core.db import Base, BigId, UtcTime, db
from inspect_app.core.errors import Problem
from inspect_app.core.upsert import upsert_into


class IdempotencyKey(Base):
    """One request an actor made under a key, and what came of it."""

    __tablename__ = "idempotency_keys"

    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[int | None]
    log_index: Mapped[int | None] = mapped_column(BigId)
    version: Mapped[int | None]


@dataclass(frozen=True)
class Outcome:
    """What is remembered of a request that succeeded."""

    status: int
    log_index: int | None
    version: int | None


def required_key() -> str:
    """The `Idempotency-Key` header; 400 when it is absent or odd."""
    key = request.headers.get("Idempotency-Key", "")
    if not usable_key(key):
        detail = "Send an Idempotency-Key header (a UUID) so that a repeated request is done once."
        raise Problem("idempotency_key_required", detail, 400)
    return key


def usable_key(key: str) -> bool:
    """Whether a key can be kept: 8 to 64 plain characters."""
    return 8 <= len(key) <= 64 and key.isascii() and key.isprintable()


def request_hash() -> str:
    """SHA-256 over method, path and raw body: what the key is bound to."""
    return hash_of(request.method, request.path, request.get_data(cache=True))


def hash_of(method: str, path: str, body: bytes) -> str:
    """What the key of such a request is bound to."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


def claim(ctx: Context, key: str, request_sha256: str) -> Outcome | None:
    """Take the key, first thing in the transaction. None: go on. An Outcome: it was done before.

    A second request with the same key waits here until the first has committed or rolled back.
    """
    values = {"actor_id": ctx.actor.id, "key": key, "request_sha256": request_sha256, "created_at": ctx.now}
    statement = upsert_into(IdempotencyKey).values(values).on_conflict_do_nothing()
    if db.session.execute(statement.returning(IdempotencyKey.key)).first():
        return None
    query = select(IdempotencyKey).where(IdempotencyKey.actor_id == ctx.actor.id, IdempotencyKey.key == key)
    row = db.session.scalars(query).one()
    if row.request_sha256 != request_sha256 or row.status is None:
        detail = "This Idempotency-Key was used for another request; use a new one."
        raise Problem("idempotency_conflict", detail, 409)
    return Outcome(row.status, row.log_index, row.version)


def settle(ctx: Context, key: str, outcome: Outcome) -> None:
    """Store what came of the request: the last statement of its transaction."""
    where = (IdempotencyKey.actor_id == ctx.actor.id, IdempotencyKey.key == key)
    values = {"status": outcome.status, "log_index": outcome.log_index, "version": outcome.version}
    db.session.execute(update(IdempotencyKey).where(*where).values(values))
