"""The doctor says what the real store does, logs it, and raises the alarm when evidence is not safe."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from inspect_app.audit.models import Event, LogEntry
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.evidence.doctor import examine_store
from inspect_app.evidence.stores.examination import Claim, Verdict, examine

# Ceph RGW 16: conditional puts on versioned buckets and checksum headers are accepted and ignored.
ON_S3 = {
    "bytes come back as they went in": Verdict.HOLDS,
    "bytes not signed for are refused": Verdict.HOLDS,
    "an overwritten original stays readable by its version id": Verdict.HOLDS,
    "If-None-Match: * refuses a second put": Verdict.FAILS,
    "If-None-Match: * lets one of 8 racing puts win": Verdict.FAILS,
    "a wrong x-amz-checksum-sha256 is refused": Verdict.FAILS,
    "a locked version cannot be deleted (Object Lock, compliance)": Verdict.HOLDS,
}
ON_FILES = {
    "bytes come back as they went in": Verdict.HOLDS,
    "an original put twice stays one unchanged file": Verdict.HOLDS,
    "a damaged original is replaced by the bytes that belong to its name": Verdict.HOLDS,
    "the folder takes a rename and its fsync": Verdict.HOLDS,
    "at least 1 GiB is free": Verdict.HOLDS,
    "originals cannot be deleted by whoever runs the server": Verdict.FAILS,
}


def test_the_doctor_tells_what_the_store_really_does(app: APIFlask, pair: str) -> None:
    with app.app_context():
        found = {finding.claim.name: finding.verdict for finding in examine_store(utc_now())}
    assert found == (ON_S3 if pair == "postgres-s3" else ON_FILES)


def test_the_table_is_printed_and_logged(
    app: APIFlask, cli: FlaskCliRunner, caplog: pytest.LogCaptureFixture
) -> None:
    done = cli.invoke(args=["storage", "doctor"])
    assert done.exit_code == 0, done.output
    # What a probe damages on purpose calls nobody.
    assert [line.getMessage() for line in caplog.records if line.levelname == "ERROR"] == []
    assert "PASS        needed  bytes come back as they went in" in done.output
    assert "→" in done.output
    with app.app_context():
        event = db.session.scalars(select(Event).where(Event.kind == "storage_examined")).one()
        body = db.session.get_one(LogEntry, (event.log_id, event.log_index)).body
    assert b'"bytes come back as they went in":"holds"' in body


def test_a_store_that_loses_bytes_raises_the_alarm(
    cli: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    lossy = Claim(
        "bytes come back as they went in", True, "nothing may be stored here", lambda: Verdict.FAILS
    )
    monkeypatch.setattr("inspect_app.evidence.cli.examine_store", lambda _: examine([lossy]))
    done = cli.invoke(args=["storage", "doctor"])
    assert done.exit_code == 1
    assert "FAIL        needed  bytes come back as they went in" in done.output
    assert "nothing may be stored here" in done.output
