"""The tables of photo evidence: announced, arrived, where its bytes are, what was found in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspect_app.core.db import Base, BigId, JsonDoc, UtcTime
from inspect_app.evidence.capture import StatementState
from inspect_app.evidence.position import Position

AWAITED, STORED, QUARANTINED = "awaited", "stored", "quarantined"


class Photo(Base):
    """One announced photo of a case, or a voice note: then the role is `voice`.

    Its bytes are the blob `sha256` once `state` is no longer `awaited`.
    Positions are WGS-84. `captured_at` and `fix_at` are the phone's clock, `received_at` is the server's.
    `width` and `height` are those of the upright picture, pixels. `leaf_hash` is lower-case hex.
    `heading_ddeg`: where the camera looked, tenths of a degree clockwise from the compass's north.
    `clock_skew_ms`: the phone's clock minus the server's, when a verified statement tells it.
    """

    __tablename__ = "photos"
    __table_args__ = (
        CheckConstraint(f"state IN ('{AWAITED}', '{STORED}', '{QUARANTINED}')", name="state"),
        Index(None, "state", "derived_at"),
        Index(None, "announced_by", "captured_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("reports.id"))
    role: Mapped[str]
    state: Mapped[str] = mapped_column(default=AWAITED)
    quarantine_reason: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str]
    sniffed_type: Mapped[str | None]
    captured_at: Mapped[datetime] = mapped_column(UtcTime)
    source: Mapped[str]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    accuracy_dm: Mapped[int | None]
    fix_at: Mapped[datetime | None] = mapped_column(UtcTime)
    position_source: Mapped[str | None]
    announced_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    announced_at: Mapped[datetime] = mapped_column(UtcTime)
    body_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime | None] = mapped_column(UtcTime)
    log_index: Mapped[int | None] = mapped_column(BigId)
    leaf_hash: Mapped[str | None] = mapped_column(String(64))
    trailing_bytes: Mapped[int | None]
    trailing_magic: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    derived_at: Mapped[datetime | None] = mapped_column(UtcTime)
    derive_attempts: Mapped[int] = mapped_column(default=0)
    statement_state: Mapped[str] = mapped_column(default=StatementState.NONE)
    statement_sha256: Mapped[str | None] = mapped_column(String(64))
    clock_skew_ms: Mapped[int | None] = mapped_column(BigId)
    clock_proved: Mapped[bool] = mapped_column(default=False)
    exif_raw: Mapped[dict[str, Any] | None] = mapped_column(JsonDoc, deferred=True)
    exif: Mapped[dict[str, Any] | None] = mapped_column(JsonDoc)
    heading_ddeg: Mapped[int | None]
    annotations: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDoc)

    findings: Mapped[list["Finding"]] = relationship(order_by="Finding.id")

    @property
    def position(self) -> Position | None:
        """The phone's own fix as announced, whether or not it belongs to the moment of the photo."""
        if self.lat_e7 is None or self.lon_e7 is None or self.position_source is None:
            return None
        return Position(self.lat_e7, self.lon_e7, self.accuracy_dm, self.fix_at, self.position_source)


class CaptureStatement(Base):
    """What a phone signed about a photo, byte for byte; `device_id` is None when the device is not known."""

    __tablename__ = "capture_statements"

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))


class Finding(Base):
    """Something a person should know about a photo: a hint with a code of the catalogue, never a verdict."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint("photo_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"))
    code: Mapped[str]
    severity: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JsonDoc)
    found_at: Mapped[datetime] = mapped_column(UtcTime)


class PhotoHash(Base):
    """What a photo looks like, in eight forms of 32 bytes (upright first), and whether it has been compared.

    `phash_version` names the preprocessing; `quality` goes from 0 (flat, not comparable) to 100.
    """

    __tablename__ = "photo_hashes"
    __table_args__ = (Index(None, "compared_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), unique=True)
    phash_version: Mapped[int]
    quality: Mapped[int]
    forms: Mapped[bytes] = mapped_column(LargeBinary)
    compared_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PhotoBand(Base):
    """One of the 16 keys under which a hash is found; the key of the table holds all that a search reads."""

    __tablename__ = "photo_bands"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own form

    band_key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("photo_hashes.id"), primary_key=True, autoincrement=False
    )
    quarter: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)


class Blob(Base):
    """Bytes that are durably in the object store, once for each content, however many photos show them."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    version_id: Mapped[str | None]
    stored_at: Mapped[datetime] = mapped_column(UtcTime)


class Upload(Base):
    """An unfinished transfer of a photo; `offset` counts the bytes that are durably kept in its parts."""

    __tablename__ = "uploads"

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    offset: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class UploadPart(Base):
    """One kept piece of an unfinished transfer: `length` bytes from `start`, in the work area under `key`."""

    __tablename__ = "upload_parts"

    photo_id: Mapped[UUID] = mapped_column(ForeignKey("photos.id"), primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    length: Mapped[int]
    key: Mapped[str]
