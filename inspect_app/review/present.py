"""Entries of the log on the wire."""

from typing import Any

from inspect_app.audit.models import Event
from inspect_app.cases.workflow import EVENT_LABELS
from inspect_app.core.clock import to_iso


def entry_json(event: Event, hashes: dict[int, str]) -> dict[str, Any]:
    """One entry; a payload that was erased is None."""
    zh, en = EVENT_LABELS.get(event.kind, (event.kind, event.kind))
    return {
        "log_index": event.log_index,
        "subject": event.subject,
        "seq": event.seq,
        "kind": event.kind,
        "label": {"zh": zh, "en": en},
        "actor_id": event.actor_id,
        "at": to_iso(event.at),
        "payload": event.payload,
        "leaf_hash": hashes[event.log_index],
    }
