"""Building a bundle, in several short transactions: look, sign a checkpoint, pack, store, record.

Entries never change once they are in the log, so the checkpoint is signed after the look and covers it. A
mismatch between log and store does not stop the building: the bundle says so, and the verifier finds it.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from inspect_app.audit.publishing import publish_now
from inspect_app.core.clock import to_millis, utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence.spool import spool_file
from inspect_app.evidence.stores.select import object_store
from inspect_app.review.bundles.archive import Archive, sha256_of_file
from inspect_app.review.bundles.contents import Contents, add_proofs, add_reading_matter, add_records
from inspect_app.review.bundles.models import Bundle
from inspect_app.review.bundles.service import Built, record_built, take_in_hand
from inspect_app.review.bundles.snapshot import Original, read_case_file, snapshot
from inspect_app.review.bundles.vouchers import have_stamped

FORMAT = "inspect-bundle@v1"
MEDIA_TYPE = "application/zip"
MISSING, ALTERED = "original_missing", "original_altered"


def build_bundle(bundle_id: UUID) -> None:
    """Build a requested bundle; nothing happens when it is in other hands or done. Raises what went wrong."""
    with write_transaction():
        bundle = take_in_hand(context(), bundle_id)
    if bundle is None:
        return
    with spool_file() as path:
        built = pack(path, bundle)
        object_store().put_work(bundle_key(built.sha256), path, MEDIA_TYPE)
    with write_transaction():
        record_built(context(), bundle_id, built)


def context() -> Context:
    """The system, at the server's time."""
    return Context(SYSTEM, utc_now())


def bundle_key(sha256: str) -> str:
    """Where a finished bundle lies in the work area."""
    return f"bundles/{sha256}.zip"


def pack(path: Path, bundle: Bundle) -> Built:
    """Write the zip to `path`."""
    now = utc_now()
    with snapshot():
        found = read_case_file(Context(SYSTEM, now), bundle)
    note, size = sign_checkpoint()
    have_stamped(now)
    with Archive(path) as archive:
        problems = list(add_originals(archive, found.originals))
        contents = Contents(found, note, size, problems, now)
        add_records(archive, contents)
        with read_transaction():
            add_proofs(archive, contents)
        add_reading_matter(archive, contents)
        manifest_sha256 = archive.finish(manifest_head(contents))
    digest = sha256_of_file(path)
    return Built(digest, path.stat().st_size, manifest_sha256, size, len(found.originals), problems)


def sign_checkpoint() -> tuple[str, int]:
    """The log as it is now, signed on demand: note and size; LogDamagedError and SignerError go up."""
    checkpoint = publish_now(utc_now())
    assert checkpoint is not None, "the request for this bundle is in the log"
    return checkpoint.note, checkpoint.size


def add_originals(archive: Archive, originals: list[Original]) -> Iterator[dict[str, str]]:
    """Stream every original from the store into the zip; yields what is wrong with it."""
    for original in originals:
        try:
            content = object_store().open_original(original.sha256, original.version_id)
        except Problem as problem:
            if problem.code != MISSING:
                raise
            yield {"code": MISSING, "photo": original.photo_id, "sha256": original.sha256}
            continue
        actual = archive.add(original.name, content.chunks, pack=False)
        if actual != original.sha256:
            yield {
                "code": ALTERED,
                "photo": original.photo_id,
                "sha256": original.sha256,
                "found": actual,
            }


def manifest_head(contents: Contents) -> dict[str, object]:
    """What the manifest says beside the list of files."""
    return {
        "format": FORMAT,
        "kind": "case",
        "origin": settings().log_origin,
        "bundle": contents.file.bundle["id"],
        "subjects": contents.file.subjects,
        "checkpoint_size": contents.size,
        "built_at": to_millis(contents.built_at),
        "problems": contents.problems,
    }
