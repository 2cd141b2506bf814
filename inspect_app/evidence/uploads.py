"""The state of transfers in the database: begin, look up, advance, start over, end. No bytes pass here."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, not_found
from inspect_app.core.logs import note
from inspect_app.core.settings import settings
from inspect_app.evidence.models import AWAITED, Blob, Photo, Upload, UploadPart
from inspect_app.evidence.tus import Creation
from inspect_app.evidence.voice import is_voice


@dataclass(frozen=True)
class Transfer:
    """A transfer as it stood when it was looked up: `offset` of `size` bytes are durably here.

    A photo that has arrived is a finished transfer (`expires_at` None), whether or not its row still exists.
    `kept`: its bytes were in the store before, from another photo, as the version `version_id`.
    """

    photo_id: UUID
    sha256: str
    size: int
    voice: bool
    offset: int
    expires_at: datetime | None
    kept: bool = False
    version_id: str | None = None

    @property
    def done(self) -> bool:
        """Whether the photo has arrived."""
        return self.expires_at is None


# Asked for each request of an upload: built once, and no more columns than it takes.
LOOK = (
    select(
        *(Photo.id, Photo.case_id, Photo.announced_by, Photo.state, Photo.sha256, Photo.size, Photo.role),
        *(Upload.offset, Upload.expires_at, Blob.sha256.label("kept"), Blob.version_id),
    )
    .outerjoin(Upload, Upload.photo_id == Photo.id)
    .outerjoin(Blob, Blob.sha256 == Photo.sha256)
    .where(Photo.id == bindparam("photo_id"))
)


def part_prefix(photo_id: UUID) -> str:
    """Where the parts of a transfer lie in the work area."""
    return f"uploads/{photo_id}/"


def begun(ctx: Context, creation: Creation) -> Transfer | None:
    """The transfer that a creation asks for, when it exists; None when it must be written anew."""
    found = look(ctx, creation.photo_id)
    check_length(found.size, creation.length)
    if found.state != AWAITED:
        return finished(found)
    return None if found.expires_at is None or found.expires_at <= ctx.now else standing(found)


def begin(ctx: Context, creation: Creation) -> Transfer:
    """Begin a transfer again that was given up or has expired: from offset 0."""
    photo = own_photo(ctx, creation.photo_id)
    if photo.state == AWAITED:
        upload = db.session.get(Upload, photo.id, populate_existing=True)
        if upload is None:
            db.session.add(Upload(**new_upload(photo.id, ctx.now)))
        elif upload.expires_at <= ctx.now:
            forget_parts(photo.id)
            upload.offset, upload.expires_at = 0, expiry(ctx.now)
        db.session.flush()
    return find(ctx, photo.id)


def check_length(announced: int, length: int) -> None:
    """An upload is as long as its photo was announced."""
    limit = settings().max_photo_bytes
    if length > limit:
        detail = f"The upload has {length} bytes; at most {limit} are accepted."
        raise Problem("photo_too_large", detail, 413, limit=limit)
    if length != announced:
        detail = f"The photo was announced with {announced} bytes, the upload says {length}."
        raise Problem("upload_length_differs", detail, 422)


def new_upload(photo_id: UUID, now: datetime) -> dict[str, Any]:
    """The columns of a transfer at its beginning."""
    return {"photo_id": photo_id, "offset": 0, "created_at": now, "expires_at": expiry(now)}


def standing(found: Row[*tuple[Any, ...]]) -> Transfer:
    """An unfinished transfer as it stands."""
    what = (found.id, found.sha256, found.size, is_voice(found.role))
    kept = (found.kept is not None, found.version_id)
    return Transfer(*what, found.offset, found.expires_at, *kept)


def find(ctx: Context, photo_id: UUID) -> Transfer:
    """The transfer of a photo; 404 for other people's and unknown ones, 410 when it has expired."""
    found = look(ctx, photo_id)
    if found.state != AWAITED:
        return finished(found)
    if found.expires_at is None:
        raise not_found()
    if found.expires_at <= ctx.now:
        raise Problem("upload_expired", "This upload has expired; begin it again.", 410)
    return standing(found)


def look(ctx: Context, photo_id: UUID) -> Row[*tuple[Any, ...]]:
    """A photo that this person announced, and its transfer if there is one, as they are now."""
    found = db.session.connection().execute(LOOK, {"photo_id": photo_id}).one_or_none()
    if found is None:
        raise not_found()
    check_own(ctx, photo_id, found.case_id, found.announced_by)
    return found


def own_photo(ctx: Context, photo_id: UUID) -> Photo:
    """A photo that this person announced, locked."""
    photo = db.session.get(Photo, photo_id, with_for_update=True, populate_existing=True)
    if photo is None:
        raise not_found()
    check_own(ctx, photo_id, photo.case_id, photo.announced_by)
    return photo


def check_own(ctx: Context, photo_id: UUID, case_id: UUID, announced_by: int | None) -> None:
    """Nobody but who announced a photo learns that it exists."""
    if announced_by != ctx.actor.id:
        raise not_found()
    note(photo_id=str(photo_id), case_id=str(case_id))


def finished(found: Row[*tuple[Any, ...]]) -> Transfer:
    """The transfer of a photo that has arrived."""
    return Transfer(found.id, found.sha256, found.size, is_voice(found.role), found.size, None)


def expiry(now: datetime) -> datetime:
    """When a transfer that goes no further is forgotten."""
    return now + timedelta(hours=settings().upload_expires_hours)


def advance(ctx: Context, transfer: Transfer, length: int, key: str) -> Transfer:
    """Count a part that is durably kept; 409 `offset_conflict` when another request was faster."""
    new = transfer.offset + length
    where = (Upload.photo_id == transfer.photo_id, Upload.offset == transfer.offset)
    moved = update(Upload).where(*where).values(offset=new, expires_at=expiry(ctx.now))
    if db.session.execute(moved.returning(Upload.offset)).first() is None:
        raise offset_conflict()
    row = {"photo_id": transfer.photo_id, "start": transfer.offset, "length": length, "key": key}
    db.session.execute(insert(UploadPart).values(row))
    return replace(transfer, offset=new, expires_at=expiry(ctx.now))


def start_over(transfer: Transfer) -> None:
    """Back to offset 0: the bytes are not what was announced."""
    where = (Upload.photo_id == transfer.photo_id, Upload.offset == transfer.offset)
    if db.session.execute(update(Upload).where(*where).values(offset=0).returning(Upload.offset)).first():
        forget_parts(transfer.photo_id)


def claim_end(transfer: Transfer) -> None:
    """End the transfer; 409 `offset_conflict` unless it still stands where it was looked up."""
    where = (Upload.photo_id == transfer.photo_id, Upload.offset == transfer.offset)
    ended = delete(Upload).where(*where).returning(Upload.photo_id)
    if db.session.connection().execute(ended).first() is None:
        raise offset_conflict()
    if transfer.offset:
        forget_parts(transfer.photo_id)


def terminate(ctx: Context, photo_id: UUID) -> None:
    """Give up a transfer; the photo stays awaited. A photo that has arrived is evidence and stays."""
    if find(ctx, photo_id).done:
        raise Problem("photo_stored", "The photo has arrived and is kept; it cannot be taken back.", 409)
    db.session.execute(delete(Upload).where(Upload.photo_id == photo_id))
    forget_parts(photo_id)


def forget_parts(photo_id: UUID) -> None:
    """Drop the rows of the parts; their objects are cleared from the work area after the commit."""
    db.session.execute(delete(UploadPart).where(UploadPart.photo_id == photo_id))


def parts_of(photo_id: UUID) -> list[tuple[int, int, str]]:
    """The kept parts as (start, length, key), in order."""
    query = select(UploadPart).where(UploadPart.photo_id == photo_id).order_by(UploadPart.start)
    return [(part.start, part.length, part.key) for part in db.session.scalars(query)]


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Those of the work objects that a transfer still needs."""
    return set(db.session.scalars(select(UploadPart.key).where(UploadPart.key.in_(keys))))


def expired(now: datetime, limit: int) -> list[UUID]:
    """Transfers that went no further for too long."""
    query = select(Upload.photo_id).where(Upload.expires_at <= now).order_by(Upload.expires_at).limit(limit)
    return list(db.session.scalars(query))


def drop_expired(now: datetime, photo_id: UUID) -> bool:
    """Forget an expired transfer, unless it has been taken up again meanwhile."""
    gone = delete(Upload).where(Upload.photo_id == photo_id, Upload.expires_at <= now)
    if db.session.execute(gone.returning(Upload.photo_id)).first() is None:
        return False
    forget_parts(photo_id)
    return True


def offset_conflict() -> Problem:
    """The bytes do not continue what is here; the client asks with HEAD where to go on."""
    return Problem("offset_conflict", "The upload stands at another offset; ask with HEAD.", 409)
