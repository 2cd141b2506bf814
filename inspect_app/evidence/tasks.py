"""Background work on evidence: derivatives, and sweeps for what lost jobs and vanished phones left behind."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.settings import settings
from inspect_app.core.tasks import enqueue, job, sweep
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence import uploads
from inspect_app.evidence.derive import service as derive
from inspect_app.evidence.derive.sandbox import TimedOut
from inspect_app.evidence.similarity import service as similarity
from inspect_app.evidence.spool import sweep_spool
from inspect_app.evidence.stores.select import object_store

log = logging.getLogger(__name__)
BATCH, BACKFILL = 200, 1000
UPLOADS = "uploads/"


@job
def derive_photo(photo_id: str) -> None:
    """Make preview, thumbnail, EXIF and findings of a stored photo."""
    with read_transaction():
        source = derive.source_of(UUID(photo_id))
    if source is None:
        return
    try:
        answer = derive.make_derivatives(source)
    except TimedOut:
        log.warning("photo %s took too long", photo_id)
        with write_transaction():
            derive.count_timeout(system_context(), source.photo_id)
        return
    with write_transaction():
        derive.record_derivation(system_context(), source.photo_id, answer)
        enqueue(compare_photo, photo_id=photo_id)


@job
def hash_photo(photo_id: str) -> None:
    """Make the perceptual hash of a photo that was derived before hashes (or this version of them) were."""
    with read_transaction():
        source = derive.source_of(UUID(photo_id), derived=True)
    if source is None:
        return
    try:
        answer = derive.make_derivatives(source)
    except TimedOut:
        log.warning("photo %s took too long to hash", photo_id)
        return
    with write_transaction():
        derive.remember_hash(source.photo_id, answer)
        enqueue(compare_photo, photo_id=photo_id)


@job
def compare_photo(photo_id: str) -> None:
    """Find photos like this one, and write down what that means."""
    with read_transaction():
        findings = similarity.compare(UUID(photo_id))
    with write_transaction():
        similarity.keep(system_context(), UUID(photo_id), findings)


def system_context() -> Context:
    """The system, at the server's time."""
    return Context(actor=SYSTEM, now=utc_now())


@sweep(minutes=5)
def derive_forgotten(now: datetime) -> None:  # noqa: ARG001 - what is forgotten shows in the rows
    """Queue photos again whose job was lost; one that is queued twice is done once."""
    with read_transaction():
        waiting = derive.awaiting_derivation(BATCH)
        uncompared = similarity.not_compared(BATCH)
    with write_transaction():
        for photo_id in waiting:
            enqueue(derive_photo, photo_id=str(photo_id))
        for photo_id in uncompared:
            enqueue(compare_photo, photo_id=str(photo_id))


@sweep(minutes=10)
def hash_older_photos(now: datetime) -> None:  # noqa: ARG001 - what is missing shows in the rows
    """Queue a batch of photos that have no hash of the running version."""
    with read_transaction():
        missing = derive.without_hash(BACKFILL)
    with write_transaction():
        for photo_id in missing:
            enqueue(hash_photo, photo_id=str(photo_id))


@sweep(minutes=30)
def forget_stale_uploads(now: datetime) -> None:
    """Drop transfers that expired, parts without a transfer, and spool files of processes that died."""
    with read_transaction():
        stale = uploads.expired(now, BATCH)
    for photo_id in stale:
        with write_transaction():
            uploads.drop_expired(now, photo_id)
    clear_orphans(now)
    sweep_spool(settings().instance / "spool")


def clear_orphans(now: datetime) -> None:
    """Remove parts that belong to no transfer and are older than any transfer may be."""
    store = object_store()
    oldest = now - timedelta(hours=settings().upload_expires_hours)
    old = [found.key for found in store.list_work(UPLOADS) if found.modified < oldest]
    with read_transaction():
        kept = uploads.keys_in_use(old)
    store.delete_work([key for key in old if key not in kept])
