"""The moment a photo has arrived: its state, its blob and its log entry, in one transaction of the caller."""

from typing import Any

from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.metrics import record_lag
from inspect_app.core.transaction import after_commit
from inspect_app.core.upsert import upsert_into
from inspect_app.evidence.models import AWAITED, QUARANTINED, STORED, Blob, Photo
from inspect_app.evidence.sniff import Reason, Verdict
from inspect_app.evidence.uploads import offset_conflict


def known_version(sha256: str) -> Blob | None:
    """The committed blob with this content, if there is one."""
    return db.session.get(Blob, sha256, populate_existing=True)


def record_arrival(ctx: Context, photo: Photo, verdict: Verdict, version_id: str | None) -> None:
    """Mark an awaited photo as stored or quarantined and log it; the caller has locked and read its row."""
    if photo.state != AWAITED:
        raise offset_conflict()
    remember_blob(ctx, photo, version_id)
    state = STORED if verdict.reason is None else QUARANTINED
    receipt = append(ctx, [arrival_fact(photo, state, verdict.reason)])[0]
    # Written once, with its place in the log: nobody else may touch the row before the transaction ends.
    photo.log_index, photo.leaf_hash = receipt.log_index, receipt.leaf_hash
    photo.state, photo.quarantine_reason = state, verdict.reason
    photo.sniffed_type = verdict.media_type
    photo.trailing_bytes, photo.trailing_magic = verdict.trailing, verdict.trailing_magic
    photo.received_at = ctx.now
    captured_at = photo.captured_at
    after_commit(lambda: record_lag("photo", captured_at, ctx.now))
    db.session.flush()


def quarantine(ctx: Context, photo: Photo, reason: Reason) -> None:
    """Set a stored photo aside and log why; its bytes and its receipt stay."""
    photo.state, photo.quarantine_reason, photo.derived_at = QUARANTINED, reason, ctx.now
    append(ctx, [arrival_fact(photo, QUARANTINED, reason)])
    db.session.flush()


def remember_blob(ctx: Context, photo: Photo, version_id: str | None) -> None:
    """Note that these bytes are in the store; the first version recorded is the one that is read."""
    row = {"sha256": photo.sha256, "size": photo.size, "version_id": version_id, "stored_at": ctx.now}
    db.session.connection().execute(upsert_into(Blob).on_conflict_do_nothing(), row)


def arrival_fact(photo: Photo, state: str, reason: str | None) -> Fact:
    """What the log says of a photo that is here: hashes in public, place and time as a commitment."""
    public = {"photo": str(photo.id), "sha256": photo.sha256, "size": photo.size, "role": photo.role}
    if photo.statement_sha256 is not None:
        public["statement_sha256"] = photo.statement_sha256
    if reason is not None:
        public["reason"] = str(reason)
    return Fact(f"case:{photo.case_id}", f"photo_{state}", public, capture_statement(photo))


def capture_statement(photo: Photo) -> dict[str, Any]:
    """What the phone said about the moment of the photo."""
    return {
        "captured_at": to_millis(photo.captured_at),
        "source": photo.source,
        "media_type": photo.media_type,
        "position": None if photo.position is None else photo.position.canonical(),
    }
