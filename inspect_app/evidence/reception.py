"""The door of uploads: takes bytes off the network and makes them durable, in several short transactions.

No row is locked while bytes travel, and nothing lives only in this process. The offset reaches the full size
in the transaction that stores the photo, so after a crash at any step the client sends the last piece again:

receive → keep_part → advance                                       for a piece in the middle
receive → assemble → judge_bytes → put_original → record → clear    for the last piece (for the only one
without clear: no part of it was kept)
"""

import logging
import mmap
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import IO
from uuid import UUID

from werkzeug.exceptions import ClientDisconnected

from inspect_app.core.clock import utc_now
from inspect_app.core.context import Context
from inspect_app.core.errors import CHECKSUM_MISMATCH, Problem
from inspect_app.core.settings import settings
from inspect_app.core.tasks import enqueue
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence import uploads
from inspect_app.evidence.intake import record_arrival
from inspect_app.evidence.models import STORED
from inspect_app.evidence.sniff import HEAD_BYTES, Limits, Verdict, judge
from inspect_app.evidence.spool import Spooled, read_file, spool, spool_file
from inspect_app.evidence.stores.base import CHUNK
from inspect_app.evidence.stores.select import object_store
from inspect_app.evidence.tasks import derive_photo
from inspect_app.evidence.tus import Checksum, Creation, Piece
from inspect_app.evidence.uploads import Transfer, offset_conflict, part_prefix
from inspect_app.evidence.voice import judge_voice

log = logging.getLogger(__name__)
READ_BYTES = 64 * 1024  # of a reset connection at most this much is lost …
QUICK_BYTES = 1024 * 1024  # … or, where bytes come quickly, this much: each look at the socket is a wait for
QUICK_S = 0.05  # the interpreter, and a piece that came within this time did not come from a slow phone
OCTETS = "application/octet-stream"


def begun_or_new(ctx: Context, creation: Creation) -> Transfer:
    """The transfer of an announced photo; one that stands there already costs no write."""
    with read_transaction():
        transfer = uploads.begun(ctx, creation)
    if transfer is None:
        with write_transaction():
            transfer = uploads.begin(ctx, creation)
    return transfer


def take(ctx: Context, transfer: Transfer, piece: Piece, stream: IO[bytes]) -> Transfer:
    """Take the bytes of one request; returns where the transfer stands then, which is durable."""
    if piece.offset != transfer.offset or transfer.done:
        raise offset_conflict()
    remaining = transfer.size - transfer.offset
    if piece.length is not None and piece.length > remaining:
        raise too_many_bytes(transfer)
    with spool_file() as path:
        received = receive(transfer, piece, stream, path)
        ctx = replace(ctx, now=utc_now())
        if received.size == 0:
            return transfer
        if received.size < remaining:
            return keep_part(ctx, transfer, received)
        return finish(ctx, transfer, received)


def receive(transfer: Transfer, piece: Piece, stream: IO[bytes], path: Path) -> Spooled:
    """Read the body to its end, or to where the connection broke: what has arrived then counts.

    With a checksum the piece counts whole or not at all (460).
    """
    body = Body(stream, transfer.size - transfer.offset)
    asked = set() if piece.checksum is None else {piece.checksum.algorithm}
    received = spool(iter(body), path, asked)
    if body.too_long:
        raise too_many_bytes(transfer)
    if piece.checksum is not None and not fits(received, piece.checksum):
        detail = "The bytes do not fit their Upload-Checksum; send this piece again."
        raise Problem("checksum_mismatch", detail, CHECKSUM_MISMATCH)
    return received


class Body:
    """The body of a request, in pieces, up to `limit` bytes; a broken connection ends it without an error."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.stream = stream
        self.limit = limit
        self.step = READ_BYTES
        self.too_long = False

    def __iter__(self) -> Iterator[bytes]:
        left = self.limit
        while chunk := self._read():
            if len(chunk) > left:
                self.too_long = True
                return
            left -= len(chunk)
            yield chunk

    def _read(self) -> bytes:
        begun = perf_counter()
        try:
            return self.stream.read(self.step)
        except (ClientDisconnected, OSError):
            return b""
        finally:
            quick = perf_counter() - begun < QUICK_S
            self.step = min(self.step * 2, QUICK_BYTES) if quick else READ_BYTES


def fits(received: Spooled, checksum: Checksum) -> bool:
    """Whether the bytes hash to what the client says."""
    return received.digests[checksum.algorithm] == checksum.digest


def keep_part(ctx: Context, transfer: Transfer, received: Spooled) -> Transfer:
    """Keep a piece in the work area, then count it; the slower of two requests takes its object back."""
    key = f"{part_prefix(transfer.photo_id)}{transfer.offset:010d}-{secrets.token_hex(8)}"
    object_store().put_work(key, received.path, OCTETS)
    try:
        with write_transaction():
            return uploads.advance(ctx, transfer, received.size, key)
    except Problem:
        object_store().delete_work([key])
        raise


def finish(ctx: Context, transfer: Transfer, received: Spooled) -> Transfer:
    """The last bytes are here: compare with the announcement, store, record; answer only after the commit."""
    with assemble(transfer, received) as whole:
        if whole.sha256 != transfer.sha256:
            refuse_bytes(transfer, whole)
        verdict = judge_bytes(transfer, whole)
        version_id = put_original(transfer, whole)
    record(ctx, transfer, verdict, version_id)
    if transfer.offset:  # a photo that came in one piece left no parts
        clear(transfer.photo_id)
    return replace(transfer, offset=transfer.size, expires_at=None)


@contextmanager
def assemble(transfer: Transfer, last: Spooled) -> Iterator[Spooled]:
    """The whole photo in one spool file, with the hash of what is really there."""
    if transfer.offset == 0:
        yield last
        return
    with spool_file() as path:
        yield spool(pieces_of(transfer, last), path)


def pieces_of(transfer: Transfer, last: Spooled) -> Iterator[bytes]:
    """The kept parts in order, then the piece that has just arrived."""
    with read_transaction():
        parts = uploads.parts_of(transfer.photo_id)
    for _start, _length, key in parts:
        content = object_store().open_work(key)
        if content is None:
            raise part_missing(transfer)
        yield from content.chunks
    yield from read_file(last.path, CHUNK)


def part_missing(transfer: Transfer) -> Problem:
    """Another request ended this transfer meanwhile, or the store lost a part: then it starts over."""
    with write_transaction():
        uploads.start_over(transfer)
    return offset_conflict()


def refuse_bytes(transfer: Transfer, whole: Spooled) -> None:
    """The bytes are not the announced photo: start over; the photo stays awaited."""
    with write_transaction():
        uploads.start_over(transfer)
    clear(transfer.photo_id)
    detail = "The bytes that arrived are not the photo that was announced; send them again from the start."
    raise Problem("hash_mismatch", detail, 422, expected=transfer.sha256, received=whole.sha256)


def judge_bytes(transfer: Transfer, whole: Spooled) -> Verdict:
    """Look at the file's structure; it is kept whatever the verdict."""
    if transfer.voice:
        with whole.path.open("rb") as file:
            return judge_voice(file.read(HEAD_BYTES))
    config = settings()
    limits = Limits(config.max_photo_pixels, config.max_photo_side)
    with whole.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return judge(data, limits)


def put_original(transfer: Transfer, whole: Spooled) -> str | None:
    """Store the bytes under their own hash; bytes that are there already are not sent twice."""
    store = object_store()
    if transfer.kept and store.has_original(transfer.sha256, whole.size, transfer.version_id):
        return transfer.version_id
    return store.put_original(transfer.sha256, whole.path, whole.size)


def record(ctx: Context, transfer: Transfer, verdict: Verdict, version_id: str | None) -> None:
    """One transaction: the transfer ends, the photo has arrived, the log says so."""
    with write_transaction(shares=True):
        photo = uploads.own_photo(ctx, transfer.photo_id)
        uploads.claim_end(transfer)
        record_arrival(ctx, photo, verdict, version_id)
        if photo.state == STORED and not transfer.voice:
            enqueue(derive_photo, photo_id=str(photo.id))


def clear(photo_id: UUID) -> None:
    """Empty the transfer's corner of the work area; what is left, the sweep finds."""
    store = object_store()
    try:
        store.delete_work([found.key for found in store.list_work(part_prefix(photo_id))])
    except Problem:
        log.warning("parts of %s stay until the sweep", photo_id)


def too_many_bytes(transfer: Transfer) -> Problem:
    """More bytes than announced."""
    detail = f"The photo was announced with {transfer.size} bytes; more were sent."
    return Problem("upload_too_long", detail, 413)
