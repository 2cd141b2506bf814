"""What stands in a bundle beside the photos: records for programs, proofs, and pages for people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import read_node
from inspect_app.audit.notes import b64
from inspect_app.audit.proofs import inclusion_path
from inspect_app.cases.projections import workflow_page
from inspect_app.core.errors import Problem
from inspect_app.evidence.derive.service import THUMBNAIL, derivative_key
from inspect_app.evidence.stores.select import object_store
from inspect_app.review.bundles.archive import Archive
from inspect_app.review.bundles.report import report_pieces
from inspect_app.review.bundles.snapshot import CaseFile, Original
from inspect_app.review.bundles.vouchers import add_vouchers
from inspect_app.review.verifier.pages import read_me, single_page, verifier_program

PROOF_HEAD = "c2sp.org/tlog-proof@v1"
CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Contents:
    """A case file, the signed checkpoint (a note over `size` entries), and what was found to be wrong."""

    file: CaseFile
    note: str
    size: int
    problems: list[dict[str, str]]
    built_at: datetime


def add_records(archive: Archive, contents: Contents) -> None:
    """The case, its findings, the bodies of its log entries and what opens their commitments."""
    file = contents.file
    archive.add_json("case.json", {"case": file.case, "bundle": file.bundle, "people": file.people})
    archive.add_json("findings.json", [finding for photo in file.case["photos"] for finding in told(photo)])
    for entry in file.entries:
        archive.add(f"bodies/{entry.index}.json", [entry.body])
        if entry.payload is not None and entry.salt is not None:
            opened = {"payload": entry.payload, "salt": entry.salt.hex()}
            archive.add(f"payloads/{entry.index}.json", [canonical(opened)])


def told(photo: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of one photo, with its name."""
    return [{"photo": photo["id"], "sha256": photo["sha256"], **finding} for finding in photo["findings"]]


def add_proofs(archive: Archive, contents: Contents) -> None:
    """The checkpoint, who vouches for it, and for each entry the proof that it is in there (tlog-proof)."""
    archive.add_text(CHECKPOINT, contents.note)
    add_vouchers(archive, contents.size)
    read = remembering(read_node)
    for entry in contents.file.entries:
        path = [b64(value) for value in inclusion_path(entry.index, contents.size, read)]
        lines = [PROOF_HEAD, f"index {entry.index}", *path, "", contents.note]
        archive.add_text(f"proofs/{entry.index}.tlog-proof", "\n".join(lines))


def remembering(read: Callable[[int, int], bytes]) -> Callable[[int, int], bytes]:
    """The proofs of one case share most of their nodes: ask for each once."""
    known: dict[tuple[int, int], bytes] = {}

    def look(level: int, index: int) -> bytes:
        if (level, index) not in known:
            known[level, index] = read(level, index)
        return known[level, index]

    return look


def add_reading_matter(archive: Archive, contents: Contents) -> None:
    """The report, the procedure of the day, and the two verifiers."""
    thumbnails = {original.sha256: original for original in contents.file.originals if original.derived}
    page = report_pieces(
        contents.file,
        note=contents.note,
        size=contents.size,
        problems=contents.problems,
        built_at=contents.built_at,
        thumbnail=lambda sha256: open_thumbnail(thumbnails.get(sha256)),
    )
    archive.add("report.html", page)
    archive.add_text("workflow.md", workflow_page())
    archive.add_text("verify.py", verifier_program())
    archive.add_text("verify.html", single_page())
    archive.add_text("README.txt", read_me())


def open_thumbnail(original: Original | None) -> bytes | None:
    """The small picture of a photo, if the store still has it."""
    if original is None:
        return None
    try:
        content = object_store().open_work(derivative_key(original.sha256, THUMBNAIL))
        return None if content is None else b"".join(content.chunks)
    except Problem:
        return None  # a report without a picture is better than no report
