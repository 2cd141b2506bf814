"""Examining the running app's object store, and writing what was found into the log for auditors."""

from datetime import datetime
from tempfile import TemporaryFile

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.core.context import Context
from inspect_app.evidence.stores.base import ObjectStore
from inspect_app.evidence.stores.examination import Claim, Finding, examine
from inspect_app.evidence.stores.files import FileStore
from inspect_app.evidence.stores.files_doctor import FilesDoctor
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.s3_access import clock_of, hindrance_of, versions_kept
from inspect_app.evidence.stores.s3_doctor import S3Doctor
from inspect_app.evidence.stores.select import object_store

MARKS = {"holds": "PASS", "fails": "FAIL", "absent": "NOT OFFERED"}


def examine_store(now: datetime) -> list[Finding]:
    """Try every claim on the store that the settings name."""
    return examine(claims_on(object_store(), now))


def examine_vital(now: datetime) -> list[Finding]:
    """Try only what evidence needs: that may be done every minute, and leaves no bucket behind."""
    return examine(claim for claim in claims_on(object_store(), now) if claim.needed)


def claims_on(store: ObjectStore, now: datetime) -> list[Claim]:
    """The claims that fit the kind of store."""
    if isinstance(store, S3Store):
        return S3Doctor(store, now).claims()
    assert isinstance(store, FileStore)
    return FilesDoctor(store).claims()


def hindrance() -> str | None:
    """What keeps the store from taking photos, in words for the operator; None when nothing does."""
    store = object_store()
    if isinstance(store, S3Store):
        return hindrance_of(store)
    assert isinstance(store, FileStore)
    try:
        store.work.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=store.root):
            return None
    except OSError as error:
        return f"{store.root} takes no files: {error.strerror}"


def keeps_versions() -> bool | None:
    """Whether an original that is overwritten stays; None where that is no question, or not told."""
    store = object_store()
    return versions_kept(store) if isinstance(store, S3Store) else None


def store_clock() -> datetime | None:
    """What time it is on the store's own machine; None when it is this one."""
    store = object_store()
    return clock_of(store) if isinstance(store, S3Store) else None


def record_examination(ctx: Context, findings: list[Finding]) -> Receipt:
    """Log the verdicts: nobody can later claim more of the store than it did."""
    verdicts = {finding.claim.name: finding.verdict.value for finding in findings}
    return append(ctx, [Fact("storage:originals", "storage_examined", {"verdicts": verdicts})])[0]


def table(findings: list[Finding]) -> str:
    """The verdicts for people; what follows stands beside what does not hold."""
    return "\n".join(line(finding) for finding in findings)


def line(finding: Finding) -> str:
    """One claim."""
    mark = MARKS[finding.verdict]
    need = "needed" if finding.claim.needed else "useful"
    text = f"{mark:<12}{need:<8}{finding.claim.name}"
    return text if finding.verdict == "holds" else f"{text}\n{'':<20}→ {finding.claim.consequence}"
