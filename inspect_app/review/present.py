"""Entries of the log on the wire, and as a table."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.models import Event
from inspect_app.audit.queries import leaf_hashes
from inspect_app.cases.models import Case
from inspect_app.cases.names import person_names
from inspect_app.cases.workflow import EVENT_LABELS
from inspect_app.core.clock import to_iso
from inspect_app.core.db import db
from inspect_app.review.kinds import KIND_LABELS

Json = dict[str, Any]
CASE = "case:"


def present_entries(events: list[Event]) -> list[Json]:
    """A page of entries, with the names of people and the numbers of cases."""
    hashes = leaf_hashes([event.log_index for event in events])
    names = person_names(event.actor_id for event in events if event.actor_id is not None)
    numbers = case_numbers(event.subject for event in events)
    return [entry_json(event, hashes, names, numbers) for event in events]


def case_numbers(subjects: Iterable[str]) -> dict[str, str]:
    """The number of each case among some subjects."""
    ids = {UUID(subject.removeprefix(CASE)) for subject in subjects if subject.startswith(CASE)}
    rows = db.session.execute(select(Case.id, Case.number).where(Case.id.in_(ids))) if ids else ()
    return {f"{CASE}{row.id}": row.number for row in rows}


def entry_json(event: Event, hashes: dict[int, str], names: dict[int, str], numbers: dict[str, str]) -> Json:
    """One entry; a payload that was erased is None."""
    number = numbers.get(event.subject)
    actor = None if event.actor_id is None else {"id": event.actor_id, "name": names.get(event.actor_id, "")}
    return {
        "log_index": event.log_index,
        "subject": event.subject,
        "case": number and {"id": event.subject.removeprefix(CASE), "number": number},
        "seq": event.seq,
        "kind": event.kind,
        "label": kind_label(event.kind),
        "actor": actor,
        "actor_id": event.actor_id,
        "at": to_iso(event.at),
        "payload": event.payload,
        "leaf_hash": hashes.get(event.log_index),
    }


def kind_label(kind: str) -> dict[str, str]:
    """The words of a kind of entry; a kind nobody has named stands for itself."""
    zh, en = EVENT_LABELS.get(kind) or KIND_LABELS.get(kind, (kind, kind))
    return {"zh": zh, "en": en}
