"""One consistent look at everything a bundle says: the case, its log entries, its photos, its names."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from inspect_app.audit.models import MAIN_LOG, Event, LogEntry
from inspect_app.cases.models import Case
from inspect_app.cases.names import person_names, unit_refs
from inspect_app.cases.present.whole import present_case
from inspect_app.cases.queries import family
from inspect_app.cases.subject import subject_of
from inspect_app.cases.workflow import EVENT_LABELS
from inspect_app.core.clock import to_iso
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction
from inspect_app.evidence.intake import known_version
from inspect_app.evidence.models import AWAITED, Photo
from inspect_app.evidence.queries import photos_of
from inspect_app.review.bundles.models import Bundle

Json = dict[str, Any]
ROTATIONS = "log_key_rotated"
FOR_THE_APP = ("offers", "request_offers", "field_hints", "suggested_due_days", "missing_photo_roles")
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
}


@dataclass(frozen=True)
class Entry:
    """A log entry with what may be disclosed of it; payload and salt are None once they were erased."""

    index: int
    kind: str
    body: bytes
    payload: Json | None
    salt: bytes | None


@dataclass(frozen=True)
class Original:
    """One file of untouched bytes: its hash, what it is called in the bundle, where the store has it."""

    photo_id: str
    sha256: str
    name: str
    version_id: str | None
    derived: bool


@dataclass(frozen=True)
class CaseFile:
    """Everything but the bytes of the photos."""

    bundle: Json
    case: Json
    subjects: list[str]
    entries: list[Entry]
    originals: list[Original]
    history: list[Json]
    people: dict[int, str]


@contextmanager
def snapshot() -> Iterator[None]:
    """A read transaction that sees one state throughout (SQLite's always does)."""
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    with read_transaction():
        yield


def read_case_file(ctx: Context, bundle: Bundle) -> CaseFile:
    """Call it inside `snapshot()`."""
    case = db.session.get_one(Case, bundle.case_id, populate_existing=True)
    members = family(case)
    subjects = [subject_of(member) for member in members]
    rows = events_of(subjects)
    people = person_names([*(event.actor_id for event, _ in rows if event.actor_id), bundle.requested_by])
    shown = present_case(Context(SYSTEM, ctx.now), case)
    photos = [photo for group in photos_of(members).values() for photo in group]
    return CaseFile(
        bundle=bundle_json(bundle, people),
        case={name: value for name, value in shown.items() if name not in FOR_THE_APP},
        subjects=subjects,
        entries=[Entry(e.log_index, e.kind, body, e.payload, e.salt) for e, body in rows],
        originals=list(originals_of(photos)),
        history=[history_line(event, body, people) for event, body in rows if event.kind != ROTATIONS],
        people=people,
    )


def events_of(subjects: list[str]) -> list[tuple[Event, bytes]]:
    """The events and stored bodies of the case, and of every change of the log's key."""
    query = (
        select(Event, LogEntry.body)
        .join(LogEntry, (LogEntry.log_id == Event.log_id) & (LogEntry.log_index == Event.log_index))
        .where(Event.log_id == MAIN_LOG, Event.subject.in_(subjects) | (Event.kind == ROTATIONS))
        .order_by(Event.log_index)
    )
    return [(event, body) for event, body in db.session.execute(query)]


def bundle_json(bundle: Bundle, people: dict[int, str]) -> Json:
    """Who asked for the bundle, and why."""
    return {
        "id": str(bundle.id),
        "reason": bundle.reason,
        "requested_by": {"id": bundle.requested_by, "name": people.get(bundle.requested_by, "")},
        "requested_at": to_iso(bundle.requested_at),
        "request_index": bundle.request_index,
    }


def originals_of(photos: Iterable[Photo]) -> Iterator[Original]:
    """Each content once, however many photos show it."""
    seen: set[str] = set()
    for photo in photos:
        if photo.state == AWAITED or photo.sha256 in seen:
            continue
        seen.add(photo.sha256)
        blob = known_version(photo.sha256)
        name = f"originals/{photo.sha256}.{SUFFIXES.get(photo.sniffed_type or '', 'bin')}"
        version = None if blob is None else blob.version_id
        yield Original(str(photo.id), photo.sha256, name, version, photo.derived_at is not None)


def history_line(event: Event, body: bytes, people: dict[int, str]) -> Json:
    """One line of the chain of custody; what the system did on somebody's action is the system's."""
    zh, en = EVENT_LABELS.get(event.kind, (event.kind, event.kind))
    facts = json.loads(body)["facts"]
    by_person = event.actor_id is not None and not facts.get("system")
    return {
        "log_index": event.log_index,
        "kind": event.kind,
        "label": {"zh": zh, "en": en},
        "actor": {"id": event.actor_id, "name": people.get(event.actor_id or 0, "")} if by_person else None,
        "at": to_iso(event.at),
        "sha256": facts.get("sha256"),
        "payload": named_units(event.payload),
    }


def named_units(payload: Json | None) -> Json | None:
    """The words of an entry with the name of the unit beside its number."""
    if payload is None or payload.get("unit_id") is None:
        return payload
    unit = unit_refs([payload["unit_id"]]).get(payload["unit_id"], {"name": ""})
    return {**payload, "unit_id": f"{unit['name']} (#{payload['unit_id']})"}
