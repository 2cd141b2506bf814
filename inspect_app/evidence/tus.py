"""The tus 1.0 resumable upload protocol (https://tus.io): its headers, read or refused. No state here."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from werkzeug.datastructures import Headers as HttpHeaders

from inspect_app.core.errors import Problem

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
DIGEST_BYTES = {"sha1": 20, "sha256": 32}
CONTENT_TYPE = "application/offset+octet-stream"
OVERRIDABLE = ("PATCH", "DELETE", "HEAD")

Headers = Mapping[str, str] | HttpHeaders


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True)
class Creation:
    """A request to begin the transfer of a photo of `length` bytes; `body` says it carries some already."""

    photo_id: UUID
    length: int
    body: bool


@dataclass(frozen=True)
class Piece:
    """The head of a request with bytes: where they go, how many (None: chunked), what they hash to."""

    offset: int
    length: int | None
    checksum: Checksum | None


def options_headers(max_size: int) -> dict[str, str]:
    """What this server speaks."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max_size),
        "Tus-Checksum-Algorithm": ",".join(DIGEST_BYTES),
    }


def require_version(headers: Headers) -> None:
    """Every request but OPTIONS names the version; 412 for another one or none."""
    if headers.get("Tus-Resumable") != VERSION:
        detail = f"Send the header Tus-Resumable: {VERSION}."
        raise Problem("tus_version", detail, 412, headers={"Tus-Version": VERSION})


def parse_creation(headers: Headers) -> Creation:
    """The creation request; 400 when a header is missing or cannot be read."""
    if "Upload-Defer-Length" in headers:
        raise bad_header("Upload-Defer-Length", "is not supported: send Upload-Length")
    metadata = parse_metadata(headers.get("Upload-Metadata", ""))
    try:
        photo_id = UUID(metadata.get("photo_id", b"").decode("ascii"))
    except ValueError:
        raise bad_header("Upload-Metadata", "needs `photo_id`, the announced UUID in Base64") from None
    length = whole_number(headers, "Upload-Length")
    return Creation(photo_id, length, is_offset_stream(headers))


def parse_metadata(raw: str) -> dict[str, bytes]:
    """`key base64,key base64,key`: keys are unique, a value may be absent; 400 for anything else."""
    found: dict[str, bytes] = {}
    for pair in filter(None, (part.strip() for part in raw.split(","))):
        key, _, value = pair.partition(" ")
        if key in found:
            raise bad_header("Upload-Metadata", f"names {key!r} twice")
        try:
            found[key] = base64.b64decode(value, validate=True)
        except ValueError:
            raise bad_header("Upload-Metadata", f"has no Base64 value for {key!r}") from None
    return found


def parse_piece(headers: Headers) -> Piece:
    """The head of a PATCH; 415 for another content type, 400 for headers that cannot be read."""
    if not is_offset_stream(headers):
        raise Problem("unsupported_media_type", f"Send the bytes as {CONTENT_TYPE}.", 415)
    return piece_at(whole_number(headers, "Upload-Offset"), headers)


def piece_at(offset: int, headers: Headers) -> Piece:
    """The head of the bytes that a request carries for `offset`."""
    length = whole_number(headers, "Content-Length") if "Content-Length" in headers else None
    return Piece(offset, length, parse_checksum(headers.get("Upload-Checksum")))


def parse_checksum(raw: str | None) -> Checksum | None:
    """`sha256 <Base64>`; 400 for an algorithm that is not offered or a digest of the wrong length."""
    if raw is None:
        return None
    algorithm, _, value = raw.strip().partition(" ")
    if algorithm not in DIGEST_BYTES:
        raise bad_header("Upload-Checksum", f"takes {' or '.join(DIGEST_BYTES)}")
    try:
        digest = base64.b64decode(value, validate=True)
    except ValueError:
        digest = b""
    if len(digest) != DIGEST_BYTES[algorithm]:
        raise bad_header("Upload-Checksum", f"needs {DIGEST_BYTES[algorithm]} bytes in Base64")
    return Checksum(algorithm, digest)


def overridden_method(headers: Headers) -> str:
    """The method that X-HTTP-Method-Override stands for, for clients that can only POST; 405 otherwise."""
    method = headers.get("X-HTTP-Method-Override", "").upper()
    if method not in OVERRIDABLE:
        raise Problem("method_not_allowed", "This address does not take that method.", 405)
    return method


def is_offset_stream(headers: Headers) -> bool:
    """Whether the body holds bytes of an upload."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower() == CONTENT_TYPE


def whole_number(headers: Headers, name: str) -> int:
    """A header that must be a non-negative decimal number."""
    raw = headers.get(name, "")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 15:
        raise bad_header(name, "must be a whole number of bytes")
    return int(raw)


def bad_header(name: str, fault: str) -> Problem:
    """A header that cannot be used."""
    return Problem("bad_upload_header", f"{name} {fault}.", 400)


def expires_header(moment: datetime) -> str:
    """The value of Upload-Expires: an HTTP date (RFC 9110), whole seconds, GMT."""
    return format_datetime(moment, usegmt=True)
