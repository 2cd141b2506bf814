"""The whole log in one zip: every body in order, so that anybody can compute the signed root themselves.

Bodies only: the words of people stay behind their commitments.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from inspect_app.audit.publishing import publish_now
from inspect_app.audit.queries import entry_batches
from inspect_app.core.clock import to_millis
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction
from inspect_app.review.bundles.archive import Archive
from inspect_app.review.bundles.build import FORMAT
from inspect_app.review.bundles.contents import CHECKPOINT
from inspect_app.review.bundles.vouchers import add_vouchers, have_stamped
from inspect_app.review.verifier.pages import read_me, single_page, verifier_program

SEGMENT = 5_000


def export_log(now: datetime, path: Path) -> int:
    """Write the log up to a checkpoint signed now; returns its size, 0 when there is nothing to export."""
    checkpoint = publish_now(now)
    if checkpoint is None:
        return 0
    note, size = checkpoint.note, checkpoint.size
    have_stamped(now)
    with Archive(path) as archive, read_transaction():
        bodies = islice((body for batch in entry_batches() for _, body in batch), size)
        for number, lines in enumerate(segments(bodies)):
            archive.add(f"log/{number:06d}.jsonl", lines)
        archive.add_text(CHECKPOINT, note)
        add_vouchers(archive, size)
        archive.add_text("verify.py", verifier_program())
        archive.add_text("verify.html", single_page())
        archive.add_text("README.txt", read_me())
        head = {"format": FORMAT, "kind": "log", "origin": settings().log_origin, "checkpoint_size": size}
        archive.finish({**head, "built_at": to_millis(now)})
    return size


def segments(bodies: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Bodies, a line each, some thousands a file."""
    while lines := [body + b"\n" for body in islice(bodies, SEGMENT)]:
        yield lines
