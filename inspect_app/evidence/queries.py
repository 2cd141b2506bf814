"""Reading photos: those of a set of cases, one by id, and how one looks on the wire."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspect_app.core.clock import to_iso
from inspect_app.core.db import db
from inspect_app.evidence.catalogue import present_finding
from inspect_app.evidence.models import AWAITED, Photo
from inspect_app.evidence.roles import PHOTO_ROLES

NOBODY_ELSE: Mapping[str, str] = MappingProxyType({})


def find_photo(photo_id: UUID) -> Photo | None:
    """A photo by its id."""
    return db.session.get(Photo, photo_id)


def photos_of(case_ids: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    """The photos of each case, in the order they were announced; a case without photos has an empty list."""
    found: dict[UUID, list[Photo]] = {case_id: [] for case_id in case_ids}
    query = select(Photo).where(Photo.case_id.in_(found)).order_by(Photo.announced_at, Photo.id)
    query = query.options(selectinload(Photo.findings))
    for photo in db.session.scalars(query):
        found[photo.case_id].append(photo)
    return found


def mentioned_cases(photos: Iterable[Photo]) -> set[UUID]:
    """The cases of other photos that the findings of these speak of."""
    found = (finding for photo in photos for finding in photo.findings)
    return {UUID(other["case_id"]) for finding in found for other in finding.detail.get("others", ())}


def present_photo(
    photo: Photo,
    names: Mapping[int, str],
    checkpoint: str | None = None,
    case_numbers: Mapping[str, str] = NOBODY_ELSE,
) -> dict[str, Any]:
    """The JSON of a photo; `names` gives the name of each person id, `checkpoint` the last published one.

    `case_numbers` are the cases by id that the reader may know of; findings name no others.
    """
    return {
        "id": str(photo.id),
        "case_id": str(photo.case_id),
        "report_id": None if photo.report_id is None else str(photo.report_id),
        "role": photo.role,
        "role_label": PHOTO_ROLES[photo.role],
        "state": photo.state,
        "quarantine_reason": photo.quarantine_reason,
        "sha256": photo.sha256,
        "size": photo.size,
        "media_type": photo.sniffed_type or photo.media_type,
        "captured_at": to_iso(photo.captured_at),
        "received_at": to_iso(photo.received_at),
        "source": photo.source,
        "position": photo.position and photo.position.wire(),
        "heading_deg": None if photo.heading_ddeg is None else photo.heading_ddeg / 10,
        "annotations": photo.annotations or [],
        "announced_by": {"id": photo.announced_by, "name": names.get(photo.announced_by, "")},
        "derived": photo.derived_at is not None,
        "width": photo.width,
        "height": photo.height,
        "findings": [present_finding(f.code, f.severity, f.detail, case_numbers) for f in photo.findings],
        "exif": photo.exif,
        "statement": {"state": photo.statement_state, "sha256": photo.statement_sha256},
        "clock": present_clock(photo),
        "receipt": present_receipt(photo, checkpoint),
    }


def present_clock(photo: Photo) -> dict[str, Any] | None:
    """How far the phone's clock was off, positive when it was ahead; None when nobody can tell."""
    if photo.clock_skew_ms is None:
        return None
    return {"skew_ms": photo.clock_skew_ms, "proved": photo.clock_proved}


def present_receipt(photo: Photo, checkpoint: str | None) -> dict[str, Any] | None:
    """What the phone compares before it lets go of its own copy; None until the bytes are durable."""
    if photo.state == AWAITED:
        return None
    return {
        "sha256": photo.sha256,
        "size": photo.size,
        "received_at": to_iso(photo.received_at),
        "log_index": photo.log_index,
        "leaf_hash": photo.leaf_hash,
        "checkpoint": checkpoint,
    }
