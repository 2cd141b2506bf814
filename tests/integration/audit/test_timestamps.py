"""Time stamps by a real `openssl ts` authority: kept, checked by openssl itself, missed without harm."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rfc3161_client import decode_timestamp_response

from inspect_app.audit.publishing import stamp_now
from inspect_app.audit.tasks import stamp_checkpoint
from inspect_app.audit.timestamps import TimestampError, find_timestamp, latest_timestamp, verify
from inspect_app.core.clock import utc_now
from tests.integration.audit.conftest import Ledger
from tests.servers.timestamping import Authority


@pytest.fixture
def authority(tmp_path: Path, ledger: Ledger) -> Iterator[Authority]:
    """An authority that the server trusts."""
    authority = Authority(tmp_path / "authority").start()
    use(ledger, authority)
    yield authority
    authority.stop()


def use(ledger: Ledger, authority: Authority, *, root: Path | None = None) -> None:
    config = ledger.app.extensions["inspect_settings"]
    changed = replace(config, tsa_url=authority.url, tsa_cert=str(root or authority.root))
    ledger.app.extensions["inspect_settings"] = changed


def stamped_sizes(ledger: Ledger) -> list[int]:
    with ledger.app.app_context():
        return [size for size in range(1, 40) if find_timestamp(size) is not None]


def test_openssl_accepts_the_kept_token_over_the_published_note(
    ledger: Ledger, authority: Authority, tmp_path: Path
) -> None:
    ledger.grow(5)
    ledger.publish()
    result = ledger.app.test_cli_runner().invoke(args=["audit", "timestamp"])
    assert result.exit_code == 0, result.output
    assert "the checkpoint of 5 entries was stamped at" in result.output
    client = ledger.app.test_client()
    answer = client.get("/api/v1/log/checkpoints/5/timestamp")
    assert answer.content_type == "application/timestamp-reply"
    token, note, wrong = tmp_path / "5.tsr", tmp_path / "5.note", tmp_path / "wrong.note"
    token.write_bytes(answer.data)
    note.write_text(client.get("/api/v1/log/checkpoints/5").text)
    wrong.write_text(note.read_text().replace("\n5\n", "\n6\n"))
    check = ["ts", "-verify", "-in", str(token), "-CAfile", str(authority.root), "-data"]

    assert "Verification: OK" in authority.openssl(*check, str(note))
    with pytest.raises(Exception, match="non-zero exit status"):
        authority.openssl(*check, str(wrong))


def test_a_token_over_other_bytes_tampered_or_of_a_stranger_is_refused(
    ledger: Ledger, authority: Authority, tmp_path: Path
) -> None:
    ledger.grow(5)
    note = ledger.publish().note
    with ledger.app.app_context():
        row = stamp_now(utc_now())
        assert row is not None
        token = row.token
        assert abs(verify(decode_timestamp_response(token), note) - row.received_at) < timedelta(minutes=1)
        with pytest.raises(TimestampError):
            verify(decode_timestamp_response(token), note.replace("\n5\n", "\n6\n"))
        for place in range(len(token) - 200, len(token), 7):  # within the signature
            turned = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
            with pytest.raises((TimestampError, ValueError)):
                verify(decode_timestamp_response(turned), note)
        stranger = Authority(tmp_path / "stranger", "somebody else").start()
        use(ledger, stranger, root=authority.root)
        with pytest.raises(TimestampError, match="does not hold"):
            stamp_now(utc_now())
        stranger.stop()
    assert stamped_sizes(ledger) == [5]


def test_once_a_day_the_newest_checkpoint_is_stamped(ledger: Ledger, authority: Authority) -> None:
    start = utc_now()
    for hours, grown in ((0, 5), (1, 5), (23, 5), (25, 5), (26, 0), (50, 0)):
        ledger.grow(grown) if grown else None
        ledger.publish()
        with ledger.app.app_context():
            stamp_checkpoint(start + timedelta(hours=hours))

    assert stamped_sizes(ledger) == [5, 20]


def test_while_the_authority_is_down_nothing_is_lost_and_it_is_asked_again(
    ledger: Ledger, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.grow(5)
    ledger.publish()
    now = utc_now()
    authority.stop()

    with ledger.app.app_context(), caplog.at_level(logging.WARNING):
        stamp_checkpoint(now)
    result = ledger.app.test_cli_runner().invoke(args=["audit", "timestamp"])
    assert "does not answer" in caplog.text
    assert result.exit_code == 1
    assert "nothing is lost" in result.output
    assert stamped_sizes(ledger) == []

    ledger.grow(1)
    ledger.publish()
    use(ledger, authority.start())
    with ledger.app.app_context():
        stamp_checkpoint(now + timedelta(minutes=30))
    assert stamped_sizes(ledger) == [6]
    with ledger.app.app_context():
        assert latest_timestamp() is not None


def test_an_answer_that_is_no_time_stamp_is_refused(ledger: Ledger, authority: Authority) -> None:
    ledger.grow(5)
    ledger.publish()
    config = ledger.app.extensions["inspect_settings"]
    for change in (
        {"tsa_cert": str(authority.folder / "tsa.key")},
        {"tsa_cert": "no such file"},
        {"tsa_url": "ftp://127.0.0.1/"},
    ):
        ledger.app.extensions["inspect_settings"] = replace(config, **change)
        with ledger.app.app_context(), pytest.raises(TimestampError):
            stamp_now(utc_now())
    assert stamped_sizes(ledger) == []
