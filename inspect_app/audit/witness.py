"""A witness of the log: it signs only what continues all that it has seen before, and says when it does not.

This module and `witness_cli` need no database and no settings: they run in another department.
"""

import fcntl
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspect_app.audit.keyfile import write_durably
from inspect_app.audit.notes import (
    Checkpoint,
    Note,
    NoteError,
    Verifier,
    from_b64,
    parse_checkpoint,
    parse_note,
)
from inspect_app.audit.proofs import verify_consistency

Fetch = Callable[[str], tuple[int, bytes]]
CHECKPOINT = "/api/v1/log/checkpoint"
CONSISTENCY = "/api/v1/log/proof/consistency?from={}&to={}"


class WitnessError(Exception):
    """The log could not be looked at this time; nothing is proved for or against it."""


class InconsistentError(Exception):
    """The log contradicts itself. Both notes and the proof that failed are the evidence."""

    def __init__(self, reason: str, held: Note, shown: Note, proof: str) -> None:
        super().__init__(reason)
        self.reason, self.held, self.shown, self.proof = reason, held, shown, proof


@dataclass(frozen=True)
class Sight:
    """A checkpoint as the log showed it, with the log's signature checked."""

    note: Note
    checkpoint: Checkpoint


def read_sight(encoded: str, keys: Sequence[Verifier]) -> Sight:
    """A note that one of the log's keys signed; NoteError otherwise."""
    note = parse_note(encoded)
    checkpoint = parse_checkpoint(note.text)
    if not note.signers(keys):
        raise NoteError("no key you gave has signed this checkpoint")
    return Sight(note, checkpoint)


def look(fetch: Fetch, keys: Sequence[Verifier]) -> Sight:
    """The checkpoint the log shows now."""
    status, body = fetch(CHECKPOINT)
    if status != 200:
        raise WitnessError(f"the log answered {status} when asked for its checkpoint")
    try:
        return read_sight(body.decode(), keys)
    except ValueError as error:
        raise WitnessError(f"what the log shows is not its checkpoint: {error}") from error


def check(fetch: Fetch, held: Sight | None, shown: Sight) -> Sight:
    """The checkpoint to hold from now on; InconsistentError when the log contradicts itself."""
    if held is None:
        return shown
    if shown.checkpoint.origin != held.checkpoint.origin:
        raise WitnessError(f"this is another log: {shown.checkpoint.origin}")
    older, newer = sorted((held, shown), key=lambda sight: sight.checkpoint.size)
    old, new = older.checkpoint, newer.checkpoint
    if old.size == new.size:
        if old.root != new.root:
            raise InconsistentError("two roots for one size", held.note, shown.note, "")
        return held
    answer = ask_for_proof(fetch, held, shown, CONSISTENCY.format(old.size, new.size))
    if not verify_consistency(old.size, new.size, old.root, new.root, hashes_in(answer)):
        reason = f"the {new.size} entries do not begin with the {old.size} that were signed before"
        raise InconsistentError(reason, held.note, shown.note, answer)
    return newer  # an older one may be shown by a node that lags; what is held stays


def ask_for_proof(fetch: Fetch, held: Sight, shown: Sight, path: str) -> str:
    """The log's answer. A log that has signed both sizes and refuses the proof contradicts itself."""
    status, body = fetch(path)
    text = body.decode(errors="replace")
    if 400 <= status < 500 and status != 429:
        reason = (
            f"the log has signed both checkpoints and gives no proof that they belong together ({status})"
        )
        raise InconsistentError(reason, held.note, shown.note, text)
    if status != 200:
        raise WitnessError(f"the log answered {status} when asked for a proof")
    return text


def hashes_in(answer: str) -> list[bytes]:
    """The hashes of a proof; none when the answer is no proof."""
    try:
        return [from_b64(text) for text in json.loads(answer)["hashes"]]
    except (ValueError, TypeError, KeyError):
        return []


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """Check and write down as one step: two runs at once could otherwise sign two histories."""
    state.parent.mkdir(parents=True, exist_ok=True)
    with state.with_name(f"{state.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def held_in(state: Path, keys: Sequence[Verifier]) -> Sight | None:
    """The last checkpoint that was written down; None at the first run."""
    try:
        return read_sight(state.read_text(encoding="utf-8"), keys)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise WitnessError(f"{state} cannot be used: {error}; do not delete it, it is evidence") from error


def witness(fetch: Fetch, state: Path, keys: Sequence[Verifier]) -> Sight:
    """Look, check and write down; what is returned may be cosigned. Evidence of a fork is kept first."""
    with locked(state):
        held = held_in(state, keys)
        shown = look(fetch, keys)
        try:
            sight = check(fetch, held, shown)
        except InconsistentError as error:
            keep_evidence(state, error)
            raise
        if sight is not held:
            write_durably(state, sight.note.encoded())
    return sight


def keep_evidence(state: Path, error: InconsistentError) -> None:
    """Both notes and the proof, in files that are named after what they hold and never replaced."""
    parts = {"held": error.held.encoded(), "shown": error.shown.encoded(), "proof": error.proof}
    folder = state.with_name(f"{state.name}.evidence")
    folder.mkdir(exist_ok=True)
    number = sum(1 for _ in folder.glob("*.held"))
    for name, text in parts.items():
        write_durably(folder / f"{number:04d}.{name}", text)
