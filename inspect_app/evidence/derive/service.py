"""Deriving: from the untouched bytes to preview, thumbnail, cleaned EXIF and findings. May run twice."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.evidence.derive.sandbox import SANDBOX, Crashed, Job
from inspect_app.evidence.exif import CleanExif, clean
from inspect_app.evidence.findings import Known, Thumbnail, examine
from inspect_app.evidence.intake import known_version, quarantine
from inspect_app.evidence.models import STORED, Photo, PhotoHash
from inspect_app.evidence.similarity.hashes import VERSION as VERSION_OF_HASH
from inspect_app.evidence.similarity.index import remember
from inspect_app.evidence.similarity.reuse import AFTER
from inspect_app.evidence.sniff import Limits, Reason
from inspect_app.evidence.spool import spool_file
from inspect_app.evidence.stores.files import disk_problems
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.surroundings import surroundings_of
from inspect_app.evidence.voice import VOICE, is_voice
from inspect_app.evidence.writing import write_findings

log = logging.getLogger(__name__)
DERIVATIVE_TYPE = "image/jpeg"
PREVIEW, THUMBNAIL = "preview", "thumbnail"
VERSION = 1  # raise it when the pictures are made differently: their names and entity tags change with it
MAX_TIMEOUTS = 3


@dataclass(frozen=True)
class Source:
    """What is needed of a photo while no transaction is open."""

    photo_id: UUID
    sha256: str
    version_id: str | None


def derivative_key(sha256: str, kind: str) -> str:
    """Where a derivative lies in the work area: named by the bytes it was made from."""
    return f"derived/{sha256[:2]}/{sha256}/{kind}-{VERSION}.jpg"


def source_of(photo_id: UUID, *, derived: bool = False) -> Source | None:
    """The photo if it waits for its derivatives (or has them); None when there is nothing (more) to do."""
    photo = db.session.get(Photo, photo_id, populate_existing=True)
    if photo is None or photo.state != STORED or is_voice(photo.role):
        return None
    if (photo.derived_at is not None) != derived:
        return None
    blob = known_version(photo.sha256)
    return Source(photo.id, photo.sha256, None if blob is None else blob.version_id)


def make_derivatives(source: Source) -> dict[str, Any]:
    """Fetch, develop in the sandbox, store both pictures; the child's answer. Raises TimedOut."""
    with fetched(source) as original, spool_file() as preview, spool_file() as thumbnail:
        config = settings()
        limits = Limits(config.max_photo_pixels, config.max_photo_side)
        try:
            answer = SANDBOX.develop(Job(original, preview, thumbnail, limits))
        except Crashed:
            log.warning("the picture of photo %s ended its decoder", source.photo_id)
            return {"reason": Reason.DECODE_FAILED}
        if answer["reason"] is None:
            keep(source, PREVIEW, preview)
            keep(source, THUMBNAIL, thumbnail)
        return answer


@contextmanager
def fetched(source: Source) -> Iterator[Path]:
    """The original as a local file."""
    content = object_store().open_original(source.sha256, source.version_id)
    if content.path is not None:
        yield content.path
        return
    with spool_file() as path:
        with disk_problems(), path.open("wb") as file:
            file.writelines(content.chunks)
        yield path


def keep(source: Source, kind: str, path: Path) -> None:
    """Put one derivative into the work area."""
    object_store().put_work(derivative_key(source.sha256, kind), path, DERIVATIVE_TYPE)


def count_timeout(ctx: Context, photo_id: UUID) -> None:
    """A child ran out of wall time: try again later, but not for ever."""
    photo = db.session.get_one(Photo, photo_id, with_for_update=True, populate_existing=True)
    if photo.state != STORED or photo.derived_at is not None:
        return
    photo.derive_attempts += 1
    if photo.derive_attempts >= MAX_TIMEOUTS:
        quarantine(ctx, photo, Reason.DECODE_FAILED)


def record_derivation(ctx: Context, photo_id: UUID, answer: dict[str, Any]) -> None:
    """Note what came of it, once: size, EXIF and findings, or the reason of the quarantine."""
    photo = db.session.get_one(Photo, photo_id, with_for_update=True, populate_existing=True)
    if photo.state != STORED or photo.derived_at is not None:
        return
    if answer["reason"] is not None:
        quarantine(ctx, photo, Reason(answer["reason"]))
        return
    cleaned = clean(answer["tags"])
    values = {
        "width": answer["width"],
        "height": answer["height"],
        "exif_raw": answer["raw"],
        "exif": cleaned.wire(),
        "derived_at": ctx.now,
    }
    db.session.execute(update(Photo).where(Photo.id == photo.id).values(values))
    write_findings(ctx, photo.id, examine(known_of(photo, cleaned, answer)))
    remember_hash(photo.id, answer)


def known_of(photo: Photo, exif: CleanExif, answer: dict[str, Any]) -> Known:
    """What the rules look at."""
    assert photo.received_at is not None
    embedded = answer["embedded"]
    return Known(
        captured_at=photo.captured_at,
        received_at=photo.received_at,
        position=photo.position,
        exif=exif,
        trailing_bytes=photo.trailing_bytes or 0,
        trailing_magic=photo.trailing_magic,
        readers_differ=tuple(answer["differ"]),
        work_began_at=work_began(photo) if photo.role == AFTER else None,
        thumbnail=embedded and Thumbnail(**embedded),
    )


def work_began(photo: Photo) -> datetime | None:
    """When the round of work that a photo belongs to began: its case's report, or the round running then."""
    around = surroundings_of([photo.case_id]).get(photo.case_id)
    if around is None:
        return None
    return around.round_at if around.round_at <= photo.announced_at else around.reported_at


def remember_hash(photo_id: UUID, answer: dict[str, Any]) -> None:
    """Keep what the picture looks like; without a picture only that this version has tried."""
    phash = answer.get("phash") or {"forms": (), "quality": 0}
    remember(photo_id, tuple(int(form, 16) for form in phash["forms"]), phash["quality"])


def without_hash(limit: int) -> list[UUID]:
    """Photos that were derived before this version of the hash."""
    hashed = exists().where(PhotoHash.photo_id == Photo.id, PhotoHash.phash_version >= VERSION_OF_HASH)
    query = select(Photo.id).where(Photo.state == STORED, Photo.derived_at.is_not(None), ~hashed)
    return list(db.session.scalars(query.limit(limit)))


def awaiting_derivation(limit: int) -> list[UUID]:
    """Stored photos without derivatives, the oldest first."""
    waiting = (Photo.state == STORED, Photo.derived_at.is_(None), Photo.role != VOICE)
    query = select(Photo.id).where(*waiting)
    return list(db.session.scalars(query.order_by(Photo.received_at).limit(limit)))
