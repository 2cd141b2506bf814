"""The doors through which checkpoints are signed and stamped: look, ask the key or the authority without
holding any lock, keep.
"""

from datetime import datetime

from inspect_app.audit.checkpoints import (
    keep,
    latest_checkpoint,
    rotate_key,
    signed,
    unsigned_growth,
)
from inspect_app.audit.models import LogCheckpoint, LogTimestamp
from inspect_app.audit.signer import Signer, current_signer, switch_key_file
from inspect_app.audit.timestamps import is_due, keep_timestamp, stamp
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import after_commit, read_transaction, write_transaction


def publish_now(now: datetime) -> LogCheckpoint | None:
    """Sign the log as it is now, in transactions of its own: call it outside of one.

    None while the log is empty, the last checkpoint when nothing was added.
    Raises LogDamagedError, SignerError.
    """
    signer = current_signer()
    with read_transaction():
        checkpoint = unsigned_growth(signer.verifier)
        if checkpoint is None:
            return let_go(latest_checkpoint())
    note = signed(checkpoint, signer)
    with write_transaction():
        return keep(Context(SYSTEM, now), checkpoint, note, signer.verifier)


def let_go(row: LogCheckpoint | None) -> LogCheckpoint | None:
    """A row that can still be read when its transaction has ended."""
    if row is not None:
        db.session.expunge(row)
    return row


def rotate(now: datetime, new: Signer, old: Signer | None, *, switch_files: bool) -> LogCheckpoint:
    """Change the key, in a transaction of its own; key files change places once it has committed."""
    with write_transaction():
        row = rotate_key(Context(SYSTEM, now), new, old)
        if switch_files:
            after_commit(switch_key_file)
    return row


def stamp_now(now: datetime, *, only_if_due: bool = False) -> LogTimestamp | None:
    """Have the last checkpoint stamped; None when there is none, or nothing is due. Raises TimestampError."""
    with read_transaction():
        row = latest_checkpoint()
        if row is None or (only_if_due and not is_due(now, row)):
            return None
        size, note = row.size, row.note
    token, stamped_at = stamp(note)
    with write_transaction():
        return keep_timestamp(now, size, token, stamped_at)
