"""Comparing entries with their event rows, the searchable twins: who, when, what, the opened commitment."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from inspect_app.audit.canonical import canonical
from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.core.clock import to_millis
from inspect_app.core.db import db

ERASED = "payload_erased"
MIRRORED = (
    Event.log_index,
    Event.subject,
    Event.seq,
    Event.kind,
    Event.actor_id,
    Event.at,
    Event.payload,
    Event.salt,
)


def check_twins(batch: Sequence[tuple[int, bytes]]) -> Iterator[str]:
    """How the event rows of neighbouring entries differ from their bodies, as sentences."""
    stretch = Event.log_index.between(batch[0][0], batch[-1][0])
    # Plain rows: making objects of a million events would take most of the time.
    rows = db.session.execute(select(*MIRRORED).where(Event.log_id == MAIN_LOG, stretch))
    by_index = {row.log_index: row for row in rows}
    for index, raw in batch:
        event, body = by_index.get(index), read_body(raw)
        if body is None:
            yield f"entry {index}: the body is not what this program writes"
        elif event is None:
            yield f"entry {index}: the event row is missing"
        else:
            yield from (f"entry {index}: {text}" for text in compare(body, event))


def read_body(raw: bytes) -> dict[str, Any] | None:
    """The body as a document; None when it is not canonical JSON of the known form."""
    try:
        body = json.loads(raw)
        whole = isinstance(body, dict) and canonical(body) == raw
    except (ValueError, TypeError, RecursionError):
        return None
    return body if whole and {"kind", "subject", "seq", "actor", "at", "commit"} <= body.keys() else None


def compare(body: dict[str, Any], event: Row[Any]) -> Iterator[str]:
    """How an event row differs from the body it mirrors."""
    mirrored = {"kind": event.kind, "subject": event.subject, "seq": event.seq, "actor": event.actor_id}
    mirrored["at"] = to_millis(event.at)
    for name, value in mirrored.items():
        if body[name] != value:
            yield f"{name} is {body[name]!r} in the log and {value!r} in the event row"
    if event.payload is None and event.salt is None:
        if not erased_later(event):
            yield "the payload is gone, and no entry says that it was erased"
    elif event.payload is None or event.salt is None or body["commit"] != opened(event.salt, event.payload):
        yield "the payload does not open its commitment"


def opened(salt: bytes, payload: dict[str, Any]) -> str:
    """The commitment that a salt and a payload give."""
    return hashlib.sha256(salt + canonical(payload)).hexdigest()


def erased_later(event: Row[Any]) -> bool:
    """Whether the subject has a later entry about an erasure: the words, not the fact, may go."""
    later = (Event.subject == event.subject, Event.kind == ERASED, Event.log_index > event.log_index)
    return bool(db.session.scalar(select(func.count()).select_from(Event).where(*later)))
