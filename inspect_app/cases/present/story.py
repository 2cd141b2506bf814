"""The history of a case, read from the log."""

from typing import Any

from inspect_app.audit.models import Event
from inspect_app.audit.queries import history, leaf_hashes
from inspect_app.cases.models import Case
from inspect_app.cases.names import person_names
from inspect_app.cases.subject import subject_of
from inspect_app.cases.workflow import EVENT_LABELS
from inspect_app.core.clock import to_iso


def present_history(case: Case) -> list[dict[str, Any]]:
    """Every event of a case, oldest first; a payload that was erased is None."""
    events = history(subject_of(case.id))
    names = person_names(event.actor_id for event in events if event.actor_id is not None)
    hashes = leaf_hashes([event.log_index for event in events])
    return [event_json(event, names, hashes) for event in events]


def event_json(event: Event, names: dict[int, str], hashes: dict[int, str]) -> dict[str, Any]:
    """One event."""
    zh, en = EVENT_LABELS.get(event.kind, (event.kind, event.kind))
    actor = None if event.actor_id is None else {"id": event.actor_id, "name": names.get(event.actor_id, "")}
    return {
        "log_index": event.log_index,
        "seq": event.seq,
        "kind": event.kind,
        "label": {"zh": zh, "en": en},
        "actor": actor,
        "at": to_iso(event.at),
        "payload": event.payload,
        "leaf_hash": hashes[event.log_index],
    }
