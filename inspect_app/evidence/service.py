"""Announcing photos: the small truth about each photo that is known before its bytes arrive."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.orm import make_transient_to_detached

from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.upsert import upsert_for
from inspect_app.evidence.annotations import Mark
from inspect_app.evidence.capture import SignedStatement
from inspect_app.evidence.models import AWAITED, Photo, Upload
from inspect_app.evidence.position import Position
from inspect_app.evidence.statements import note_statement
from inspect_app.evidence.uploads import new_upload
from inspect_app.evidence.voice import check_voice


@dataclass(frozen=True)
class Announcement:
    """What a phone says about a photo it will send: size in bytes, lower-case hex hash, phone-clock times."""

    id: UUID
    sha256: str
    size: int
    role: str
    captured_at: datetime
    source: str
    media_type: str
    position: Position | None
    statement: SignedStatement | None = None
    heading_ddeg: int | None = None
    annotations: tuple[Mark, ...] = ()

    def canonical(self, case_id: UUID) -> dict[str, Any]:
        """The integers-and-strings form whose hash tells a repeated announcement from a different one."""
        signed = {} if self.statement is None else {"statement": self.statement.canonical()}
        turned = {} if self.heading_ddeg is None else {"heading_ddeg": self.heading_ddeg}
        drawn = {"annotations": [mark.wire() for mark in self.annotations]} if self.annotations else {}
        return {
            **signed,
            **turned,
            **drawn,
            "id": str(self.id),
            "case_id": str(case_id),
            "sha256": self.sha256,
            "size": self.size,
            "role": self.role,
            "captured_at": to_millis(self.captured_at),
            "source": self.source,
            "media_type": self.media_type,
            "position": None if self.position is None else self.position.canonical(),
        }


def announce(
    ctx: Context, case_id: UUID, report_id: UUID | None, announcements: Sequence[Announcement]
) -> list[Photo]:
    """Take note of photos to come, in order; an announcement repeated word for word returns the same photo.

    The caller logs the announcement with its own action. Photos of a report are the first of its case.
    Problems: `photo_repeated`, `photo_empty`, `photo_too_large` (413), `voice_type`, `voice_too_long` (413),
    `too_many_photos`, `photo_conflict` (409: the id is known with another content).
    """
    refuse_repeated(announcements)
    for announcement in announcements:
        check_size(announcement)
        check_voice(announcement.role, announcement.media_type, announcement.size)
    db.session.flush()
    photos = [take_note(ctx, case_id, report_id, announcement) for announcement in announcements]
    refuse_too_many(len(photos) if report_id else photos_in(case_id))
    return photos


def refuse_repeated(announcements: Sequence[Announcement]) -> None:
    """One body may name a photo once."""
    ids = [announcement.id for announcement in announcements]
    for index, photo_id in enumerate(ids):
        if photo_id in ids[:index]:
            errors = [{"field": f"photos.{index}.id", "message": "This photo id stands twice in the list."}]
            raise Problem("photo_repeated", f"The photo {photo_id} is named twice.", 422, errors=errors)


def check_size(announcement: Announcement) -> None:
    """A photo has at least one byte and at most MAX_PHOTO_BYTES."""
    limit = settings().max_photo_bytes
    if announcement.size < 1:
        raise Problem("photo_empty", f"The photo {announcement.id} has no bytes; take it again.", 422)
    if announcement.size > limit:
        detail = f"The photo {announcement.id} has {announcement.size} bytes; at most {limit} are accepted."
        raise Problem("photo_too_large", detail, 413, limit=limit)


def take_note(ctx: Context, case_id: UUID, report_id: UUID | None, announcement: Announcement) -> Photo:
    """Insert the row, or find the one that stands there already and compare."""
    values = row_of(ctx, case_id, report_id, announcement)
    connection = db.session.connection()
    # On conflict the database waits for the other transaction: two equal requests at once both succeed.
    if connection.execute(announcing(connection.dialect.name), values).first() is not None:
        # The transfer begins with the announcement, so that creating it later needs no write of its own.
        connection.execute(insert(Upload), new_upload(announcement.id, ctx.now))
        new = as_written(values)
        check_statement(ctx, case_id, new, announcement)
        return new
    photo = db.session.get_one(Photo, announcement.id)
    if photo.body_sha256 != values["body_sha256"] or photo.announced_by != ctx.actor.id:
        detail = f"The photo id {announcement.id} is used for something else; give the photo a new id."
        raise Problem("photo_conflict", detail, 409)
    return photo


@cache
def announcing(dialect: str) -> Insert:
    """The statement, built once."""
    return upsert_for(dialect, Photo).on_conflict_do_nothing().returning(Photo.id)  # type: ignore[return-value]


def as_written(values: dict[str, Any]) -> Photo:
    """The photo of a row that has just been written, without asking the database for it."""
    photo = Photo(**values)
    make_transient_to_detached(photo)
    db.session.add(photo)
    return photo


def check_statement(ctx: Context, case_id: UUID, photo: Photo, announcement: Announcement) -> None:
    """Judge what the phone signed about a new photo, if it signed anything."""
    if announcement.statement is not None:
        note_statement(ctx, photo, announcement.statement, announcement.canonical(case_id))


def row_of(ctx: Context, case_id: UUID, report_id: UUID | None, announcement: Announcement) -> dict[str, Any]:
    """The columns of a newly announced photo."""
    place = announcement.position
    return {
        "id": announcement.id,
        "case_id": case_id,
        "report_id": report_id,
        "role": announcement.role,
        "state": AWAITED,
        "sha256": announcement.sha256,
        "size": announcement.size,
        "media_type": announcement.media_type,
        "captured_at": announcement.captured_at,
        "source": announcement.source,
        "lat_e7": place and place.lat_e7,
        "lon_e7": place and place.lon_e7,
        "accuracy_dm": place and place.accuracy_dm,
        "fix_at": place and place.fix_at,
        "position_source": place and place.source,
        "heading_ddeg": announcement.heading_ddeg,
        "annotations": [mark.wire() for mark in announcement.annotations] or None,
        "announced_by": ctx.actor.id,
        "announced_at": ctx.now,
        "body_sha256": hashlib.sha256(canonical(announcement.canonical(case_id))).hexdigest(),
        "derive_attempts": 0,
    }


def photos_in(case_id: UUID) -> int:
    """How many photos a case has."""
    return db.session.scalar(select(func.count()).select_from(Photo).where(Photo.case_id == case_id)) or 0


def refuse_too_many(count: int) -> None:
    """A case takes at most MAX_PHOTOS_PER_CASE photos."""
    limit = settings().max_photos_per_case
    if count > limit:
        raise Problem("too_many_photos", f"A case takes at most {limit} photos.", 422, limit=limit)


def log_original_view(ctx: Context, photo: Photo) -> Receipt:
    """Write into the log that somebody took the untouched bytes; call it last in the reader's transaction."""
    fact = Fact(f"case:{photo.case_id}", "original_viewed", {"photo": str(photo.id), "sha256": photo.sha256})
    return append(ctx, [fact])[0]
