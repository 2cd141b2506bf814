"""Reading stored originals again and comparing them with their hashes: bytes rot, and people swap them."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.evidence.models import Blob
from inspect_app.evidence.stores.base import ObjectStore

MISSING = "original_missing"
MOST_NAMED = 100  # damaged originals that the entry names; it counts all


@dataclass
class Scrubbed:
    """How many originals were read, and the hashes of those that are damaged or gone."""

    read: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether all that was read is as it came."""
        return not self.damaged and not self.missing


def chosen(sample: int | None) -> list[tuple[str, int, str | None]]:
    """Hash, size and version of the originals to read: all, or a random sample."""
    query = select(Blob.sha256, Blob.size, Blob.version_id).order_by(Blob.sha256)
    rows = [(sha256, size, version) for sha256, size, version in db.session.execute(query)]
    return rows if sample is None else random.SystemRandom().sample(rows, min(sample, len(rows)))


def scrub(store: ObjectStore, originals: Sequence[tuple[str, int, str | None]]) -> Scrubbed:
    """Read originals and compare; the store being unreachable is a Problem, not a finding. No transaction."""
    found = Scrubbed()
    for sha256, size, version in originals:
        try:
            intact = same(store.open_original(sha256, version).chunks, sha256, size)
        except Problem as problem:
            if problem.code != MISSING:
                raise
            found.missing.append(sha256)
            continue
        found.read += 1
        if not intact:
            found.damaged.append(sha256)
    return found


def same(chunks: Iterator[bytes], sha256: str, size: int) -> bool:
    """Whether these bytes have the hash and the length."""
    digest, length = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        length += len(chunk)
    return length == size and digest.hexdigest() == sha256


def record_scrub(ctx: Context, found: Scrubbed) -> Receipt:
    """Write the result into the log."""
    public = {
        "read": found.read,
        "damaged_count": len(found.damaged),
        "missing_count": len(found.missing),
        "damaged": found.damaged[:MOST_NAMED],
        "missing": found.missing[:MOST_NAMED],
    }
    return append(ctx, [Fact("storage", "originals_scrubbed", public)])[0]
