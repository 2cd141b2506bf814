"""Taking in what witnesses cosigned, and showing it under the checkpoint it belongs to."""

from pathlib import Path

from sqlalchemy import select

from inspect_app.audit.checkpoints import find_checkpoint
from inspect_app.audit.cosignatures import Witness, cosigned_at, parse_witness
from inspect_app.audit.models import MAIN_LOG, LogCheckpoint, LogCosignature
from inspect_app.audit.notes import MAX_SIGNATURES, Note, NoteError, parse_checkpoint, parse_note
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.upsert import upsert_into

AHEAD_S = 600  # a witness's clock may be a little fast


def known_witnesses() -> list[Witness]:
    """The witnesses of LOG_WITNESSES; NoteError when one of them cannot be read."""
    said = settings().log_witnesses
    if said and "+" not in said:
        said = Path(said).read_text(encoding="utf-8")
    lines = [line for line in said.splitlines() if not line.startswith("#")]
    return [parse_witness(vkey) for vkey in " ".join(lines).replace(",", " ").split()]


def accept_cosignatures(ctx: Context, encoded: str) -> list[LogCosignature]:
    """Keep every cosignature in a note over one of our checkpoints; what no known witness signed is refused.

    Problems: `not_a_note` (422), `unknown_checkpoint` (404), `bad_cosignature` and `unknown_witness` (403).
    """
    try:
        note = parse_note(encoded)
        size = parse_checkpoint(note.text).size
    except NoteError as error:
        raise Problem("not_a_note", f"The body is not a cosigned checkpoint: {error}.") from error
    row = find_checkpoint(size) if size < 1 << 63 else None
    if row is None or parse_note(row.note).text != note.text:
        raise Problem("unknown_checkpoint", "This log has signed no such checkpoint.", 404)
    try:
        signers = note.signers(known_witnesses())
    except NoteError as error:
        raise Problem("bad_cosignature", f"{error}.", 403) from error
    if not signers:
        detail = "No witness that this log knows has signed; its operator enters witnesses in LOG_WITNESSES."
        raise Problem("unknown_witness", detail, 403)
    return [keep_cosignature(ctx, row, note, witness) for witness in signers]


def keep_cosignature(ctx: Context, row: LogCheckpoint, note: Note, witness: Witness) -> LogCosignature:
    """Store the line of one witness; of two over the same checkpoint the first stays."""
    line = next(s for s in note.signatures if (s.name, s.key_id) == (witness.name, witness.key_id))
    time = cosigned_at(line)
    if time * 1000 > to_millis(ctx.now) + AHEAD_S * 1000:
        raise Problem("bad_cosignature", "The cosignature's time lies in the future; check the clock.", 403)
    values = {"time": time, "line": line.line(), "received_at": ctx.now}
    key = {"log_id": MAIN_LOG, "size": row.size, "vkey": witness.vkey}
    db.session.execute(upsert_into(LogCosignature).values(**key, **values).on_conflict_do_nothing())
    return db.session.get_one(LogCosignature, (MAIN_LOG, row.size, witness.vkey))


def cosigned_note(row: LogCheckpoint) -> str:
    """The checkpoint's note with the lines of its witnesses below the log's own."""
    query = (
        select(LogCosignature.line)
        .where(LogCosignature.log_id == MAIN_LOG, LogCosignature.size == row.size)
        .order_by(LogCosignature.time, LogCosignature.vkey)
    )
    room = MAX_SIGNATURES - len(parse_note(row.note).signatures)
    return row.note + "".join(db.session.scalars(query.limit(room)))
