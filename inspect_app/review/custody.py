"""A case's chain of custody: every entry of the log about it, and what is needed to check each."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from inspect_app.audit.canonical import canonical
from inspect_app.audit.models import MAIN_LOG, Event, LogEntry
from inspect_app.cases.draws.check import check_draws
from inspect_app.cases.models import Case, Report
from inspect_app.cases.names import person_names
from inspect_app.cases.present.photographs import present_photos
from inspect_app.cases.present.second import draw_whole
from inspect_app.cases.present.summary import category_ref
from inspect_app.cases.queries import family, reports_of
from inspect_app.cases.statuses import STATUS_LABELS, Status
from inspect_app.cases.subject import subject_of
from inspect_app.core.clock import to_iso
from inspect_app.core.context import Actor
from inspect_app.core.db import db
from inspect_app.evidence.models import CaptureStatement, Photo
from inspect_app.evidence.queries import photos_of
from inspect_app.review.present import present_entries

Json = dict[str, Any]
DEVICE_WORDS = ("app", "device", "device_id", "user_agent")  # what a phone may say about itself


def present_custody(actor: Actor, case: Case) -> Json:
    """The steps of a case and of the cases merged into it, in the order of the log."""
    members = family(case)
    photos = [photo for group in photos_of(members).values() for photo in group]
    return {
        "case": {
            "id": str(case.id),
            "number": case.number,
            "category": category_ref(case.category),
            "status": case.status,
            "status_label": STATUS_LABELS[Status(case.status)],
        },
        "steps": present_steps(members),
        "reports": {str(report.id): report_json(report) for report in reports_of(members)},
        "photos": photos_json(actor, photos),
        "draws": [draw_whole(one.draw, one.leaf, one.faults) for one in check_draws(case.id)],
    }


def present_steps(case_ids: Iterable[UUID]) -> list[Json]:
    """Each entry with its stored bytes, and the salt that opens its commitment unless it was erased."""
    subjects = [subject_of(case_id) for case_id in case_ids]
    query = (
        select(Event, LogEntry.body)
        .outerjoin(LogEntry, (LogEntry.log_id == Event.log_id) & (LogEntry.log_index == Event.log_index))
        .where(Event.log_id == MAIN_LOG, Event.subject.in_(subjects))
        .order_by(Event.log_index)
    )
    rows = [(event, body) for event, body in db.session.execute(query)]
    entries = present_entries([event for event, _ in rows])
    return [
        {**entry, "body": None if body is None else body.decode(), "opening": opening(event)}
        for entry, (event, body) in zip(entries, rows, strict=True)
    ]


def opening(event: Event) -> Json | None:
    """What opens the commitment of an entry: SHA-256(salt ‖ payload) stands in its body."""
    if event.payload is None or event.salt is None:
        return None
    return {"salt": event.salt.hex(), "payload": canonical(event.payload).decode()}


def report_json(report: Report) -> Json:
    """The phone's side of a report: its clock, how far that clock was off, and what it is."""
    return {
        "captured_at": to_iso(report.captured_at),
        "received_at": to_iso(report.received_at),
        "clock_offset_ms": report.clock_offset_ms,
        "body_sha256": report.body_sha256,
        "device": device_of(report.body),
    }


def device_of(body: bytes) -> dict[str, str]:
    """What the report's own words say about the phone that sent it."""
    client = json.loads(body).get("client") or {}
    return {name: str(client[name])[:200] for name in DEVICE_WORDS if client.get(name)}


def photos_json(actor: Actor, photos: list[Photo]) -> Json:
    """The photos by id, as the case page knows them."""
    names = person_names(photo.announced_by for photo in photos)
    devices = signing_devices([photo.id for photo in photos])
    shown = zip(photos, present_photos(actor, photos, names), strict=True)
    return {str(photo.id): {**body, "device_id": devices.get(photo.id)} for photo, body in shown}


def signing_devices(photo_ids: list[UUID]) -> dict[UUID, int | None]:
    """The enrolled browser that signed what a photo's announcement says; None when it is not known."""
    query = select(CaptureStatement.photo_id, CaptureStatement.device_id)
    rows = db.session.execute(query.where(CaptureStatement.photo_id.in_(photo_ids)))
    return {row.photo_id: row.device_id for row in rows}
