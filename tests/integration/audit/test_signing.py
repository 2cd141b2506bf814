"""Who signs, with what, and when they refuse; key changes leave every old checkpoint verifiable."""

import logging
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, update

from config import Config
from inspect_app.audit.keyfile import make_key
from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.models import LogCheckpoint, LogHead
from inspect_app.audit.notes import Verifier, parse_note, parse_vkey, verifier_for
from inspect_app.audit.publishing import publish_now
from inspect_app.audit.queries import entry_body, log_size
from inspect_app.audit.signer import SignerError
from inspect_app.audit.tasks import publish_checkpoint
from inspect_app.core.clock import utc_now
from tests.integration.audit.conftest import Ledger

SIGNER = """
import base64, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
key = Ed25519PrivateKey.from_private_bytes(bytes([int(sys.argv[1])]) * 32)
print(base64.b64encode(key.sign(sys.stdin.buffer.read())).decode())
"""


def set_config(app: APIFlask, **changes: object) -> None:
    app.extensions["inspect_settings"] = replace(app.extensions["inspect_settings"], **changes)


def folder(ledger: Ledger) -> Path:
    config: Config = ledger.app.extensions["inspect_settings"]
    return config.log_keys


def command(tmp_path: Path, seed: int) -> tuple[str, Verifier]:
    """A program that signs, and its verifier key."""
    script = tmp_path / "sign.py"
    script.write_text(SIGNER)
    public = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32).public_key().public_bytes_raw()
    return shlex.join([sys.executable, str(script), str(seed)]), verifier_for("inspect.local/log", public)


def run(ledger: Ledger, *arguments: str) -> str:
    result = ledger.app.test_cli_runner().invoke(args=["audit", *arguments])
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def test_an_empty_log_is_not_signed_and_nothing_new_is_not_signed_twice(ledger: Ledger) -> None:
    with ledger.app.app_context():
        assert publish_now(utc_now()) is None
    ledger.grow(3)
    assert ledger.publish().note == ledger.publish().note
    assert ledger.faults() == []


def test_the_key_file_is_the_owners_alone_or_nothing_is_signed(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.grow(3)
    ledger.publish()
    key = folder(ledger) / "log.key"
    assert key.stat().st_mode & 0o777 == 0o600
    ledger.grow(1)

    for mode in (0o640, 0o604):
        key.chmod(mode)
        with pytest.raises(SignerError, match="chmod 600"):
            ledger.publish()
        with ledger.app.app_context(), caplog.at_level(logging.ERROR):
            publish_checkpoint(utc_now())
        assert "chmod 600" in caplog.text
    key.chmod(0o600)
    assert ledger.publish().size == 4


def test_a_key_the_log_does_not_know_signs_nothing(ledger: Ledger) -> None:
    ledger.grow(3)
    ledger.publish()
    ledger.grow(1)
    key = folder(ledger) / "log.key"
    key.rename(key.with_name("away"))
    make_key(key)  # a second worker whose folder was not copied

    with pytest.raises(SignerError, match="rotate-key"):
        ledger.publish()
    assert len(ledger.log_keys()) == 1


def test_a_command_signs_and_what_it_signs_is_checked(ledger: Ledger, tmp_path: Path) -> None:
    line, verifier = command(tmp_path, 7)
    set_config(ledger.app, log_sign_command=line, log_sign_vkey=verifier.vkey)
    ledger.grow(3)
    assert parse_note(ledger.publish().note).signers([verifier]) == [verifier]
    assert not (folder(ledger) / "log.key").exists()

    ledger.grow(1)
    for wrong in (command(tmp_path, 8)[0], "false", "no-such-program", "echo AAAA", "'"):
        set_config(ledger.app, log_sign_command=wrong)
        with pytest.raises(SignerError, match="LOG_SIGN_COMMAND"):
            ledger.publish()
    set_config(ledger.app, log_sign_vkey="nonsense")
    with pytest.raises(SignerError, match="LOG_SIGN_VKEY"):
        ledger.publish()
    set_config(ledger.app, log_sign_command=line, log_sign_vkey=verifier.vkey)
    assert ledger.publish().size == 4


def test_a_rotation_is_an_entry_and_one_checkpoint_carries_both_signatures(ledger: Ledger) -> None:
    ledger.grow(3)
    before = ledger.publish()

    printed = run(ledger, "rotate-key")

    old, new = ledger.log_keys()
    assert parse_note(printed).signers([old, new]) == [new, old]
    with ledger.app.app_context():
        assert log_size() == 4
        body = entry_body(3) or b""
    assert b'"kind":"log_key_rotated"' in body
    assert old.vkey.encode() in body
    assert new.vkey.encode() in body
    ledger.grow(2)
    after = parse_note(ledger.publish().note)
    assert after.signers([old, new]) == [new]
    assert parse_note(before.note).signers([old, new]) == [old]
    assert {path.name for path in folder(ledger).iterdir()} == {
        "log.key",
        "last-signed",
        f"log-{old.key_id.hex()}.retired",
    }
    client = ledger.app.test_client()
    assert client.get("/api/v1/log/key").text == new.vkey + "\n"
    assert client.get("/api/v1/log/keys").text == f"{old.vkey}\n{new.vkey}\n"
    assert ledger.faults() == []


def test_a_rotation_that_is_refused_leaves_key_and_log_as_they_were(ledger: Ledger) -> None:
    ledger.grow(9)
    ledger.publish()
    key = (folder(ledger) / "log.key").read_text()
    ledger.execute(update(LogHead).values(size=6))  # cut behind what was signed

    result = ledger.app.test_cli_runner().invoke(args=["audit", "rotate-key"])

    assert result.exit_code == 1
    assert "9 were signed" in result.output
    assert (folder(ledger) / "log.key").read_text() == key
    assert len(ledger.log_keys()) == 1


def test_a_rotation_cut_short_before_the_files_changed_places_is_finished(ledger: Ledger) -> None:
    ledger.grow(3)
    ledger.publish()
    run(ledger, "rotate-key")
    keys = folder(ledger)
    new = (keys / "log.key").read_text()
    retired = next(keys.glob("*.retired"))
    (keys / "log.key").rename(keys / "log.next")  # as after a power cut between commit and rename
    retired.rename(keys / "log.key")
    ledger.grow(1)
    with pytest.raises(SignerError, match="rotate-key"):
        ledger.publish()

    assert "finished" in run(ledger, "rotate-key")

    assert (keys / "log.key").read_text() == new
    assert ledger.publish().size == 5
    assert len(ledger.log_keys()) == 2


def test_a_lost_key_is_replaced_and_the_log_says_that_it_was_lost(ledger: Ledger) -> None:
    ledger.grow(3)
    ledger.publish()
    (folder(ledger) / "log.key").unlink()

    printed = run(ledger, "rotate-key", "--old-key-lost")

    old, new = ledger.log_keys()
    assert parse_note(printed).signers([old, new]) == [new]
    with ledger.app.app_context():
        assert b'"lost":true' in (entry_body(3) or b"")
    ledger.grow(1)
    assert ledger.publish().size == 5


def test_a_rotation_to_a_command_asks_for_the_settings_to_follow(ledger: Ledger, tmp_path: Path) -> None:
    ledger.grow(3)
    ledger.publish()
    line, verifier = command(tmp_path, 9)

    run(ledger, "rotate-key", "--command", line, "--vkey", verifier.vkey)

    assert ledger.log_keys()[1] == verifier
    ledger.grow(1)
    with pytest.raises(SignerError, match="every worker"):
        ledger.publish()
    set_config(ledger.app, log_sign_command=line, log_sign_vkey=verifier.vkey)
    assert parse_note(ledger.publish().note).signers([parse_vkey(verifier.vkey)]) == [verifier]


def test_the_signer_remembers_beside_its_key_what_the_database_forgot(ledger: Ledger) -> None:
    ledger.grow(8)
    ledger.publish()
    ledger.execute(delete(LogCheckpoint))
    ledger.rebuild([b"{}", *ledger.bodies()[1:]])
    ledger.grow(1)

    with pytest.raises(LogDamagedError, match="not those that were signed"):
        ledger.publish()


def test_a_forged_checkpoint_row_is_no_promise_of_the_key(ledger: Ledger) -> None:
    ledger.grow(8)
    ledger.publish()
    ledger.execute(update(LogCheckpoint).values(root=bytes(32)))

    with pytest.raises(LogDamagedError, match="not the one that was signed"):
        ledger.publish()
    assert any("its row differ" in fault for fault in ledger.faults())


def test_tampering_is_told_to_the_operator_by_the_sweep(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.grow(8)
    ledger.publish()
    ledger.rebuild(ledger.bodies()[:5])

    with ledger.app.app_context():
        publish_checkpoint(utc_now())

    assert "THE LOG WAS TAMPERED WITH" in caplog.text
    assert caplog.records[-1].levelno == logging.CRITICAL
