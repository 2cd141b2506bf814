"""Checking the log against itself: bodies, stored hashes, root and the searchable twin must all agree."""

import hashlib
import json
from collections.abc import Iterator

from inspect_app.audit.canonical import canonical
from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.models import MAIN_LOG, Event, LogNode
from inspect_app.audit.queries import log_head, replayed_root, stream_entries
from inspect_app.core.clock import to_millis
from inspect_app.core.db import db


def check_log() -> list[str]:
    """Every fault found, as sentences; an empty list means the log agrees with itself."""
    faults = list(check_entries())
    try:
        replayed, stored = replayed_root(), log_head()
    except ValueError as error:
        return [*faults, f"the log has a gap: {error}"]
    if replayed != stored:
        words = (f"size {head.size}, root {head.root.hex()}" for head in (replayed, stored))
        faults.append("replay and stored subtrees differ: " + " / ".join(words))
    return faults


def check_entries() -> Iterator[str]:
    """Compare each body with its stored leaf hash and with its event row."""
    for index, body in stream_entries():
        node = db.session.get(LogNode, (MAIN_LOG, 0, index))
        if node is None or node.hash != leaf_hash(body):
            yield f"entry {index}: the body does not give the stored leaf hash"
        event = db.session.get(Event, (MAIN_LOG, index))
        yield from (f"entry {index}: {text}" for text in compare(json.loads(body), event))
        db.session.expire_all()


def compare(body: dict[str, object], event: Event | None) -> Iterator[str]:
    """How an event row differs from the body it mirrors."""
    if event is None:
        yield "the event row is missing"
        return
    mirrored = {"kind": event.kind, "subject": event.subject, "seq": event.seq, "actor": event.actor_id}
    mirrored["at"] = to_millis(event.at)
    for name, value in mirrored.items():
        if body[name] != value:
            yield f"{name} is {body[name]!r} in the log and {value!r} in the event row"
    if event.payload is None or event.salt is None:
        return  # erased: the commitment stays, and nobody can open it any more
    if body["commit"] != hashlib.sha256(event.salt + canonical(event.payload)).hexdigest():
        yield "the payload does not open its commitment"
