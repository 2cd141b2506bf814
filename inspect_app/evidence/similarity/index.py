"""The index of perceptual hashes in plain SQL: remembering a hash, and finding photos that look alike."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, delete, insert, select

from inspect_app.core.db import db
from inspect_app.core.upsert import upsert_into
from inspect_app.evidence.models import PhotoBand, PhotoHash
from inspect_app.evidence.similarity.bands import near_in_a_quarter
from inspect_app.evidence.similarity.hashes import (
    FORMS,
    GOOD_QUALITY,
    HASH_BYTES,
    NEAR,
    VERSION,
    Nearness,
    band_rows,
    nearness,
    pack,
    probes,
    unpack,
)

NO_HASH = bytes(FORMS * HASH_BYTES)
MAX_CANDIDATES = 2000  # whole hashes read for one search, the oldest first


@dataclass(frozen=True)
class Lookalike:
    """A photo and how near it is."""

    photo_id: UUID
    nearness: Nearness


def remember(photo_id: UUID, forms: tuple[int, ...], quality: int) -> None:
    """Keep a photo's hash in place of an older one; it is found by others only if its quality is good.

    Without forms (a picture that could not be hashed) it is only noted that this version has tried.
    """
    forget_bands(photo_id)
    kept = pack(forms) if forms else NO_HASH
    values = {"phash_version": VERSION, "quality": quality, "forms": kept, "compared_at": None}
    row = upsert_into(PhotoHash).values(photo_id=photo_id, **values)
    row = row.on_conflict_do_update(index_elements=[PhotoHash.photo_id], set_=values)
    hash_id = db.session.scalar(row.returning(PhotoHash.id))
    if quality >= GOOD_QUALITY:
        bands = [{"band_key": key, "hash_id": hash_id, "quarter": near} for key, near in band_rows(forms[0])]
        db.session.execute(insert(PhotoBand), bands)


def forget_bands(photo_id: UUID) -> None:
    """Take a photo's older hash out of the index, by its keys: the table has no other way in."""
    old = own_hash(photo_id)
    if old is not None and old.quality >= GOOD_QUALITY:
        keys = [key for key, _ in band_rows(unpack(old.forms)[0])]
        gone = (PhotoBand.band_key.in_(keys), PhotoBand.hash_id == old.id)
        db.session.execute(delete(PhotoBand).where(*gone))


def own_hash(photo_id: UUID) -> PhotoHash | None:
    """What is kept of a photo."""
    query = select(PhotoHash).where(PhotoHash.photo_id == photo_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def lookalikes(photo_id: UUID) -> list[Lookalike]:
    """The photos within 31 bits, the nearest first; none when the picture has too little to tell."""
    own = own_hash(photo_id)
    if own is None or own.quality < GOOD_QUALITY:
        return []
    forms = unpack(own.forms)
    found = [
        Lookalike(row.photo_id, nearness(forms, unpack(row.forms[:HASH_BYTES])[0]))
        for row in hashes_of(candidates(forms) - {own.id})
    ]
    near = [other for other in found if other.nearness.distance <= NEAR]
    return sorted(near, key=lambda other: (other.nearness.distance, other.photo_id))


def candidates(forms: tuple[int, ...]) -> set[int]:
    """The ids of hashes that share a band with one of the forms and are near in the quarter around it."""
    near = near_in_a_quarter(probes(forms))
    return set(sorted(near)[:MAX_CANDIDATES])


def hashes_of(ids: set[int]) -> list[Row[tuple[UUID, bytes]]]:
    """Whole hashes of the running version."""
    query = select(PhotoHash.photo_id, PhotoHash.forms)
    return list(db.session.execute(query.where(PhotoHash.id.in_(ids), PhotoHash.phash_version == VERSION)))
