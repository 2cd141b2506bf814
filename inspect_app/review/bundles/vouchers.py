"""What others say about the log, gathered for a bundle: cosignatures of witnesses, and time stamps."""

import logging
from datetime import datetime

from sqlalchemy import select

from inspect_app.audit.log import read_node
from inspect_app.audit.models import MAIN_LOG, LogCheckpoint, LogCosignature, LogTimestamp
from inspect_app.audit.notes import b64
from inspect_app.audit.proofs import consistency_path
from inspect_app.audit.publishing import stamp_now
from inspect_app.audit.timestamps import TimestampError
from inspect_app.audit.witnesses import cosigned_note
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.review.bundles.archive import Archive

log = logging.getLogger(__name__)


def have_stamped(now: datetime) -> None:
    """Have the last checkpoint stamped where an authority is configured; a silent one delays nothing."""
    if not settings().tsa_url:
        return
    try:
        stamp_now(now)
    except TimestampError as error:
        log.warning("the checkpoint of a bundle was not stamped: %s", error)


def add_vouchers(archive: Archive, size: int) -> None:
    """The time stamps of the checkpoint of `size`, and the last checkpoint that a witness saw."""
    stamps = select(LogTimestamp).where(LogTimestamp.log_id == MAIN_LOG, LogTimestamp.size == size)
    for number, stamp in enumerate(db.session.scalars(stamps.order_by(LogTimestamp.authority)), start=1):
        archive.add(f"timestamps/{size}-{number}.tsr", [stamp.token])
    if (seen := last_witnessed(size)) is not None:
        archive.add_text("witnessed", cosigned_note(seen))
        path = consistency_path(seen.size, size, read_node)
        archive.add_text("witnessed-consistency", "".join(f"{b64(value)}\n" for value in path))


def last_witnessed(size: int) -> LogCheckpoint | None:
    """The newest checkpoint up to `size` that carries a cosignature."""
    query = (
        select(LogCheckpoint)
        .join(
            LogCosignature,
            (LogCosignature.log_id == LogCheckpoint.log_id) & (LogCosignature.size == LogCheckpoint.size),
        )
        .where(LogCheckpoint.log_id == MAIN_LOG, LogCheckpoint.size <= size)
        .order_by(LogCheckpoint.size.desc())
    )
    return db.session.scalars(query.limit(1)).first()
