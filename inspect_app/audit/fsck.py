"""Checking the log against itself: bodies, stored hashes, checkpoints and the searchable twin must all agree.

What this finds needs nothing from outside. What it cannot find, a log rewritten as a whole, shows only to
those who hold an older checkpoint.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from inspect_app.audit.checkpoints import known_keys
from inspect_app.audit.models import MAIN_LOG, Event, LogCheckpoint, LogEntry, LogNode
from inspect_app.audit.notes import NoteError, Verifier, parse_checkpoint, parse_note, parse_vkey
from inspect_app.audit.queries import entry_batches, log_size
from inspect_app.audit.replay import Nodes, Replay
from inspect_app.audit.twins import check_twins
from inspect_app.core.db import db


def check_log() -> list[str]:
    """Every fault found, as sentences; an empty list means the log agrees with itself."""
    return list(faults_of_log())


def faults_of_log() -> Iterator[str]:
    """One pass over all entries, a batch in memory at a time."""
    replay, checkpoints = Replay(), signed_sizes()
    yield from faults_of_keys()
    for batch in entry_batches():
        for index, body in batch:
            try:
                replay.add(index, body)
            except ValueError as error:
                yield f"the log has a gap: {error}"
                return
            if replay.size in checkpoints:
                yield from faults_of_checkpoint(checkpoints.pop(replay.size), replay.root())
        yield from faults_of_nodes(replay.taken())
        yield from check_twins(batch)
    yield from faults_of_counts(replay.size)
    yield from (f"the checkpoint of {size} entries was signed, but they are not here" for size in checkpoints)


def signed_sizes() -> dict[int, LogCheckpoint]:
    """Every stored checkpoint by its size."""
    query = select(LogCheckpoint).where(LogCheckpoint.log_id == MAIN_LOG).order_by(LogCheckpoint.size)
    return {row.size: row for row in db.session.scalars(query)}


def faults_of_checkpoint(row: LogCheckpoint, root: bytes) -> Iterator[str]:
    """Whether a stored checkpoint is signed by a key of the log and names the root that the bodies give."""
    try:
        note = parse_note(row.note)
        said, signers = parse_checkpoint(note.text), note.signers(verifiers())
    except NoteError as error:
        yield f"the checkpoint of {row.size} entries was changed: {error}"
        return
    if not signers:
        yield f"the checkpoint of {row.size} entries is signed by no key of the log"
    if (said.size, said.root) != (row.size, row.root):
        yield f"the checkpoint of {row.size} entries and its row differ"
    if said.root != root:
        yield f"the first {row.size} entries are not those that were signed"


def verifiers() -> list[Verifier]:
    """The keys of the log that can be read; `faults_of_keys` names the others."""
    return [parse_vkey(key.vkey) for key in known_keys() if not unreadable(key.vkey)]


def unreadable(vkey: str) -> bool:
    """Whether a stored verifier key is none."""
    try:
        parse_vkey(vkey)
    except NoteError:
        return True
    return False


def faults_of_keys() -> Iterator[str]:
    """Stored verifier keys that are none."""
    yield from (f"the key {key.key_id} cannot be read" for key in known_keys() if unreadable(key.vkey))


def faults_of_nodes(fresh: Nodes) -> Iterator[str]:
    """Compare the subtrees that follow from the bodies with those that are stored."""
    levels: dict[int, list[int]] = {}
    for level, index in fresh:
        levels.setdefault(level, []).append(index)
    for level, indices in sorted(levels.items()):
        stored = stored_level(level, min(indices), max(indices))
        wrong = [index for index in indices if stored.get(index) != fresh[level, index]]
        yield from told(level, wrong)


def stored_level(level: int, first: int, last: int) -> dict[int, bytes]:
    """The stored hashes of a stretch of one level."""
    stretch = LogNode.node_index.between(first, last)
    key = (LogNode.log_id == MAIN_LOG, LogNode.level == level, stretch)
    rows = db.session.execute(select(LogNode.node_index, LogNode.hash).where(*key))
    return {row.node_index: row.hash for row in rows}


def told(level: int, wrong: Iterable[int]) -> Iterator[str]:
    """The faults of one level as sentences."""
    for index in wrong:
        if level:
            yield f"the stored hash of subtree {index} on level {level} does not follow from the bodies"
        else:
            yield f"entry {index}: the body does not give the stored leaf hash"


def faults_of_counts(size: int) -> Iterator[str]:
    """What stands there beyond the entries."""
    if (said := log_size()) != size:
        yield f"the head says {said} entries, but there are {size}"
    wanted = sum(size >> level for level in range(size.bit_length()))
    if (nodes := rows_of(LogNode)) != wanted:
        yield f"{nodes} subtrees are stored, but {size} entries have {wanted}"
    if (events := rows_of(Event)) != size:
        yield f"{events} event rows are stored for {size} entries"


def rows_of(table: type[LogNode] | type[Event] | type[LogEntry]) -> int:
    """How many rows of the log a table has."""
    return db.session.scalar(select(func.count()).select_from(table).where(table.log_id == MAIN_LOG)) or 0
