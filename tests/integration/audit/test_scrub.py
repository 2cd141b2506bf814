"""Swapped and lost photo bytes: the log does not notice, reading the originals again does."""

import pytest
from click.testing import Result

from inspect_app.audit.queries import list_events
from inspect_app.core.db import db
from inspect_app.evidence.models import Blob
from inspect_app.evidence.stores.base import original_key
from inspect_app.evidence.stores.files import FileStore
from inspect_app.evidence.stores.s3 import S3Store
from inspect_app.evidence.stores.select import object_store
from tests.builders import City, announcement, jpeg
from tests.integration.audit.conftest import Ledger


@pytest.fixture
def city(city: City) -> City:
    """The small city, with a case of three photos."""
    photos = [announcement(jpeg(shade)) for shade in (1, 2, 3)]
    city.hand("inspector").filed(photos=photos)
    for shade, photo in zip((1, 2, 3), photos, strict=True):
        assert city.hand("inspector").upload(photo["id"], jpeg(shade)).status_code == 204
    return city


def scrub(ledger: Ledger, *options: str) -> Result:
    return ledger.app.test_cli_runner().invoke(args=["storage", "scrub", *options])


def swap(ledger: Ledger, sha256: str) -> str:
    """Put other bytes in the place of an original; how the scrub is to call that."""
    with ledger.app.app_context():
        store, blob = object_store(), db.session.get_one(Blob, sha256)
        if isinstance(store, FileStore):
            path = store.root / original_key(sha256)
            path.chmod(0o640)
            path.write_bytes(b"x" * blob.size)
            return "damaged"
        assert isinstance(store, S3Store)
        store.client.put_object(Bucket=store.originals, Key=original_key(sha256), Body=b"x" * blob.size)
        if blob.version_id is None:
            return "damaged"
        # A versioned bucket keeps the recorded version: it has to be removed, which nothing can undo.
        place = {"Bucket": store.originals, "Key": original_key(sha256)}
        store.client.delete_object(**place, VersionId=blob.version_id)
        return "missing"


def test_originals_as_they_came_are_clean_and_the_log_says_so(city: City, ledger: Ledger) -> None:
    result = scrub(ledger, "--all")

    assert result.exit_code == 0, result.output
    assert "3 originals read" in result.output
    with ledger.app.app_context():
        event = list_events("storage", -1, 9)[-1]
    assert event.kind == "originals_scrubbed"
    assert b'"damaged":[],"damaged_count":0,"missing":[],"missing_count":0,"read":3' in ledger.bodies()[-1]
    assert "2 originals read" in scrub(ledger, "--sample", "2").output


def test_swapped_bytes_are_found_named_and_logged(city: City, ledger: Ledger) -> None:
    sha256 = announcement(jpeg(2))["sha256"]
    word = swap(ledger, sha256)
    assert ledger.faults() == []

    result = scrub(ledger, "--all")

    assert result.exit_code == 1
    assert f"{word}: {sha256}" in result.stderr
    assert f'"{word}":["{sha256}"]'.encode() in ledger.bodies()[-1]


def test_a_receipt_carries_the_last_published_checkpoint(city: City, ledger: Ledger) -> None:
    photo = announcement(jpeg(9))
    hand = city.hand("inspector")
    case_id = hand.filed(photos=[photo])
    assert hand.upload(photo["id"], jpeg(9)).status_code == 204
    assert hand.get(f"/photos/{photo['id']}").get_json()["receipt"]["checkpoint"] is None

    note = ledger.publish().note

    assert hand.get(f"/photos/{photo['id']}").get_json()["receipt"]["checkpoint"] == note
    assert hand.case(case_id)["photos"][0]["receipt"]["checkpoint"] == note
