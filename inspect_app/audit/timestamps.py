"""Time stamps of an outside authority (RFC 3161) over the notes of checkpoints.

The authority sees a hash. Its whole answer is kept as it came, so that `openssl ts -verify` can check it
without this program. While the authority is down nothing is lost: the next round stamps a newer checkpoint,
which contains all that the missed one did.
"""

import http.client
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import select

from inspect_app.audit.models import MAIN_LOG, LogCheckpoint, LogTimestamp
from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.db import db
from inspect_app.core.settings import settings

TIMEOUT_S, MOST_BYTES = 20, 64 * 1024
EVERY = timedelta(hours=24)


class TimestampError(Exception):
    """No valid time stamp was had; the message says why. It can be asked for again."""


def latest_timestamp() -> LogTimestamp | None:
    """The newest time stamp that is kept."""
    query = select(LogTimestamp).where(LogTimestamp.log_id == MAIN_LOG)
    return db.session.scalars(query.order_by(LogTimestamp.size.desc(), LogTimestamp.stamped_at)).first()


def find_timestamp(size: int) -> LogTimestamp | None:
    """The first time stamp over the checkpoint of this size."""
    query = select(LogTimestamp).where(LogTimestamp.log_id == MAIN_LOG, LogTimestamp.size == size)
    return db.session.scalars(query.order_by(LogTimestamp.stamped_at)).first()


def is_due(now: datetime, row: LogCheckpoint) -> bool:
    """Whether the last stamp is a day old and there is something newer to stamp."""
    last = latest_timestamp()
    return last is None or (last.received_at + EVERY <= now and last.size < row.size)


def stamp(note: str) -> tuple[bytes, datetime]:
    """The authority's answer over a note, verified, and its time. Network: call it outside a transaction."""
    # Without the certificate in the answer, nobody could check it alone.
    builder = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    asked = builder.cert_request(cert_request=True).build()
    raw = send(asked)
    try:
        answer = decode_timestamp_response(raw)
    except ValueError as error:
        raise TimestampError("the authority's answer is no time stamp") from error
    return raw, verify(answer, note, asked)


def send(asked: TimeStampRequest) -> bytes:
    """The raw answer of the authority."""
    address = settings().tsa_url
    if urlsplit(address).scheme not in {"http", "https"}:
        raise TimestampError("TSA_URL is not an http or https address")
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(address, asked.as_bytes(), headers)  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - checked above
            raw: bytes = answer.read(MOST_BYTES)
            return raw
    except urllib.error.HTTPError as error:
        raise TimestampError(f"the authority answered {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise TimestampError("the authority does not answer") from error


def verify(answer: TimeStampResponse, note: str, asked: TimeStampRequest | None = None) -> datetime:
    """The time of a stamp over the note, once certificates, signature, hash and nonce fit."""
    roots, others = certificates()
    builder = VerifierBuilder() if asked is None else VerifierBuilder.from_request(asked)
    for certificate in roots:
        builder = builder.add_root_certificate(certificate)
    for certificate in others:
        builder = builder.add_intermediate_certificate(certificate)
    try:
        builder.build().verify_message(answer, note.encode())
    except (VerificationError, ValueError) as error:
        raise TimestampError(f"the time stamp does not hold: {error}") from error
    return whole_milliseconds(answer.tst_info.gen_time)


def certificates() -> tuple[list[x509.Certificate], list[x509.Certificate]]:
    """The self-signed certificates of TSA_CERT, which are trusted, and the others, which help."""
    try:
        found = x509.load_pem_x509_certificates(Path(settings().tsa_cert).read_bytes())
    except (OSError, ValueError) as error:
        raise TimestampError("TSA_CERT does not name a file of PEM certificates") from error
    return [c for c in found if c.issuer == c.subject], [c for c in found if c.issuer != c.subject]


def keep_timestamp(now: datetime, size: int, token: bytes, stamped_at: datetime) -> LogTimestamp:
    """Store the raw answer."""
    row = LogTimestamp(
        log_id=MAIN_LOG,
        size=size,
        authority=settings().tsa_url,
        token=token,
        stamped_at=stamped_at,
        received_at=now,
    )
    merged = db.session.merge(row)
    db.session.flush()
    return merged
