"""Examining the running app's object store, and writing what was found into the log for auditors."""

from datetime import datetime

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.core.context import Context
from inspect_app.evidence.stores.examination import Finding, examine
from inspect_app.evidence.stores.files import FileStore
from inspect_app.evidence.stores.files_doctor import FilesDoctor
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.s3_doctor import S3Doctor
from inspect_app.evidence.stores.select import object_store

MARKS = {"holds": "PASS", "fails": "FAIL", "absent": "NOT OFFERED"}


def examine_store(now: datetime) -> list[Finding]:
    """Try every claim on the store that the settings name."""
    store = object_store()
    if isinstance(store, S3Store):
        return examine(S3Doctor(store, now).claims())
    assert isinstance(store, FileStore)
    return examine(FilesDoctor(store).claims())


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
