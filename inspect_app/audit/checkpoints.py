"""Signing checkpoints: only after the log has been shown to contain everything that was signed before.

What was signed before is known twice: from the last checkpoint in the database, which the same key must have
signed, and from the note that lies beside the key, which the database's administrator cannot change.
"""

from sqlalchemy import select, update

from inspect_app.audit.log import Fact, LogDamagedError, append, from_nodes
from inspect_app.audit.merkle import root_of
from inspect_app.audit.models import MAIN_LOG, LogCheckpoint, LogKey
from inspect_app.audit.notes import (
    Checkpoint,
    Note,
    NoteError,
    Verifier,
    parse_checkpoint,
    parse_note,
    parse_vkey,
)
from inspect_app.audit.proofs import consistency_path, verify_consistency
from inspect_app.audit.queries import log_size
from inspect_app.audit.signer import Signer, SignerError, current_signer, last_signed, remember_signed
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.transaction import after_commit
from inspect_app.core.upsert import upsert_into


class LogForkedError(LogDamagedError):
    """The log no longer contains what was signed before: nothing is signed, people must look."""


def latest_checkpoint() -> LogCheckpoint | None:
    """The last checkpoint that was signed."""
    query = select(LogCheckpoint).where(LogCheckpoint.log_id == MAIN_LOG)
    return db.session.scalars(query.order_by(LogCheckpoint.size.desc()).limit(1)).first()


def published_note() -> str | None:
    """The note of the last signed checkpoint, as receipts carry it."""
    row = latest_checkpoint()
    return None if row is None else row.note


def find_checkpoint(size: int) -> LogCheckpoint | None:
    """The checkpoint that was signed at exactly this size."""
    return db.session.get(LogCheckpoint, (MAIN_LOG, size))


def unsigned_growth(verifier: Verifier) -> Checkpoint | None:
    """What is to be signed now, shown to contain all that was signed; None when nothing was added.

    No lock is needed: entries below the size read first never change. Raises LogForkedError, SignerError.
    """
    row, memory, size = latest_checkpoint(), last_signed(), log_size()
    check_living(verifier)
    root = from_nodes(lambda read: root_of(size, read))
    if row is not None:
        prove_growth(promised_by(row, verifier), size, root)
    if memory is not None:
        prove_growth(parse_checkpoint(memory.text), size, root)
    if size == 0 or (row is not None and row.size == size):
        return None
    return Checkpoint(settings().log_origin, size, root)


def promised_by(row: LogCheckpoint, verifier: Verifier) -> Checkpoint:
    """What the last checkpoint says, once this key is seen to have signed it."""
    try:
        note = parse_note(row.note)
        promised = parse_checkpoint(note.text)
        signed = bool(note.signers([verifier]))
    except NoteError as error:
        raise LogForkedError(f"the checkpoint of {row.size} entries was changed: {error}") from error
    if not signed or (promised.size, promised.root) != (row.size, row.root):
        raise LogForkedError(f"the checkpoint of {row.size} entries is not the one that was signed")
    return promised


def prove_growth(last: Checkpoint, size: int, root: bytes) -> None:
    """Show that the signed tree is a prefix of the one about to be signed, or refuse."""
    if last.origin != settings().log_origin:
        raise LogForkedError(f"what was signed before is of the log {last.origin}")
    if size < last.size:
        raise LogForkedError(f"the log has {size} entries, but {last.size} were signed")
    path = from_nodes(lambda read: consistency_path(last.size, size, read))
    if not verify_consistency(last.size, size, last.root, root, path):
        raise LogForkedError(f"the first {last.size} entries are not those that were signed")


def known_keys() -> list[LogKey]:
    """Every key that ever signed, oldest first."""
    query = select(LogKey).where(LogKey.log_id == MAIN_LOG).order_by(LogKey.from_size, LogKey.since)
    return list(db.session.scalars(query))


def living_key() -> LogKey | None:
    """The key that signs now; None before the first checkpoint."""
    query = select(LogKey).where(LogKey.log_id == MAIN_LOG, LogKey.until_size.is_(None))
    return db.session.scalars(query).first()


def check_living(verifier: Verifier) -> None:
    """Refuse a key that the log does not know as its own: keys change only by a rotation, which is logged."""
    living = living_key()
    if living is not None and living.vkey != verifier.vkey:
        raise SignerError(
            f"this node would sign with {verifier.vkey}, but the log's key is {living.vkey}; "
            "give every worker the same key, or change it with `flask audit rotate-key`"
        )


def signed(checkpoint: Checkpoint, *signers: Signer) -> Note:
    """The note over a checkpoint. It may take as long as a key device takes: hold no lock meanwhile."""
    text = checkpoint.text()
    return Note(text, tuple(signer.sign(text) for signer in signers))


def keep(ctx: Context, checkpoint: Checkpoint, note: Note, verifier: Verifier) -> LogCheckpoint:
    """Store a signed checkpoint, and remember it beside the key once it is committed; twice does no harm."""
    begin_key(ctx, verifier, checkpoint.size)
    check_living(verifier)
    row = {
        "log_id": MAIN_LOG,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "note": note.encoded(),
        "signed_at": ctx.now,
    }
    db.session.execute(upsert_into(LogCheckpoint).values(row).on_conflict_do_nothing())
    after_commit(lambda: remember_signed(note))
    return db.session.get_one(LogCheckpoint, (MAIN_LOG, checkpoint.size), populate_existing=True)


def publish(ctx: Context) -> LogCheckpoint | None:
    """Sign the log as it is now, inside the caller's write transaction; `publishing.publish_now` holds none.

    None while the log is empty, the last checkpoint when nothing was added.
    Raises LogDamagedError, SignerError.
    """
    signer = current_signer()
    checkpoint = unsigned_growth(signer.verifier)
    if checkpoint is None:
        return latest_checkpoint()
    return keep(ctx, checkpoint, signed(checkpoint, signer), signer.verifier)


def begin_key(ctx: Context, verifier: Verifier, size: int) -> None:
    """Write down from which size on a key signs; nothing while another key lives."""
    key = {"key_id": verifier.key_id.hex(), "vkey": verifier.vkey, "from_size": size, "since": ctx.now}
    db.session.execute(upsert_into(LogKey).values(log_id=MAIN_LOG, **key).on_conflict_do_nothing())


def rotate_key(ctx: Context, new: Signer, old: Signer | None) -> LogCheckpoint:
    """Begin a new key: the log says so, and one checkpoint carries the signatures of both.

    `old` is None when the old key is lost; the log says that too, and old signatures count as before. The
    caller switches the key files once this has committed.
    """
    living = living_key()
    if living is None:
        raise SignerError("no key has signed yet: there is nothing to rotate")
    if new.verifier.vkey in {key.vkey for key in known_keys()}:
        raise SignerError("the new key has signed before; a rotation begins a key that nobody has used")
    unsigned_growth(old.verifier if old else parse_vkey(living.vkey))  # all that was signed is there
    keys = {"retired": living.vkey, "new": new.verifier.vkey, "lost": old is None}
    append(ctx, [Fact(f"log:{MAIN_LOG}", "log_key_rotated", keys)])
    size = log_size()
    key = (LogKey.log_id == MAIN_LOG, LogKey.key_id == living.key_id)
    db.session.execute(update(LogKey).where(*key).values(until_size=size))
    db.session.expire(living)
    checkpoint = Checkpoint(settings().log_origin, size, from_nodes(lambda read: root_of(size, read)))
    signers = [new] if old is None else [new, old]
    return keep(ctx, checkpoint, signed(checkpoint, *signers), new.verifier)
