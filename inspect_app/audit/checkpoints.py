"""Signing checkpoints: only after the log has been shown to contain everything that was signed before."""

from sqlalchemy import insert, select, update

from inspect_app.audit.log import Fact, append, read_node
from inspect_app.audit.merkle import root_of
from inspect_app.audit.models import MAIN_LOG, LogCheckpoint, LogHead, LogKey
from inspect_app.audit.notes import Checkpoint, Note, SignatureLine
from inspect_app.audit.proofs import consistency_path, verify_consistency
from inspect_app.audit.signer import Signer, current_signer, retire_key
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings


class LogForkedError(Exception):
    """The log no longer contains what was signed before: nothing is signed, people must look."""


def latest_checkpoint() -> LogCheckpoint | None:
    """The last checkpoint that was signed."""
    query = select(LogCheckpoint).where(LogCheckpoint.log_id == MAIN_LOG)
    return db.session.scalars(query.order_by(LogCheckpoint.size.desc()).limit(1)).first()


def publish(ctx: Context) -> LogCheckpoint | None:
    """Sign the log as it is now; None while it is empty, the last checkpoint when nothing was added.

    The head row is locked meanwhile, so that two nodes never sign twice. Raises LogForkedError, SignerError.
    """
    size = locked_size()
    last = latest_checkpoint()
    if size == 0 or (last is not None and last.size == size):
        return last
    root = root_of(size, read_node)
    prove_growth(last, size, root)
    signer = current_signer()
    remember_key(ctx, signer, size)
    text = Checkpoint(settings().log_origin, size, root).text()
    return keep(ctx, size, root, Note(text, (signer.sign(text),)))


def locked_size() -> int:
    """The size of the log, which stays so until the transaction ends."""
    return db.session.scalars(select(LogHead.size).where(LogHead.log_id == MAIN_LOG).with_for_update()).one()


def prove_growth(last: LogCheckpoint | None, size: int, root: bytes) -> None:
    """Show that the signed tree is a prefix of the one about to be signed, or refuse."""
    if last is None:
        return
    if size < last.size:
        raise LogForkedError(f"the log has {size} entries, but {last.size} were signed")
    if not verify_consistency(last.size, size, last.root, root, consistency_path(last.size, size, read_node)):
        raise LogForkedError(f"the first {last.size} entries are not those that were signed")


def keep(ctx: Context, size: int, root: bytes, note: Note) -> LogCheckpoint:
    """Store a signed checkpoint."""
    row = LogCheckpoint(log_id=MAIN_LOG, size=size, root=root, note=note.encoded(), signed_at=ctx.now)
    db.session.add(row)
    db.session.flush()
    return row


def remember_key(ctx: Context, signer: Signer, size: int) -> None:
    """Write down from which size on a key signs."""
    verifier = signer.verifier
    key_id = verifier.key_id.hex()
    if db.session.get(LogKey, (MAIN_LOG, key_id)) is None:
        row = {
            "log_id": MAIN_LOG,
            "key_id": key_id,
            "vkey": verifier.vkey,
            "from_size": size,
            "since": ctx.now,
        }
        db.session.execute(insert(LogKey).values(row))


def known_keys() -> list[LogKey]:
    """Every key that ever signed, oldest first."""
    query = select(LogKey).where(LogKey.log_id == MAIN_LOG).order_by(LogKey.from_size, LogKey.since)
    return list(db.session.scalars(query))


def rotate_key(ctx: Context) -> LogCheckpoint:
    """Begin a new key: the log says so, and one checkpoint carries the signatures of both."""
    current_signer()  # there is a key to retire, or the signer says why not
    old = retire_key()
    new = current_signer()
    keys = {"retired": old.verifier.vkey, "new": new.verifier.vkey}
    append(ctx, [Fact(f"log:{MAIN_LOG}", "log_key_rotated", keys)])
    size = locked_size()
    root = root_of(size, read_node)
    prove_growth(latest_checkpoint(), size, root)
    remember_key(ctx, old, size)
    remember_key(ctx, new, size)
    retired = (LogKey.log_id == MAIN_LOG, LogKey.key_id == old.verifier.key_id.hex())
    db.session.execute(update(LogKey).where(*retired).values(until_size=size))
    text = Checkpoint(settings().log_origin, size, root).text()
    lines: tuple[SignatureLine, ...] = (new.sign(text), old.sign(text))
    return keep(ctx, size, root, Note(text, lines))
