"""The witness program against the real server, and cosignatures that the server takes, shows and refuses."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from inspect_app.audit.cosignatures import cosign, witness_for
from inspect_app.audit.keyfile import make_key, read_key
from inspect_app.audit.models import LogCheckpoint, LogCosignature
from inspect_app.audit.notes import Checkpoint, Note, SignatureLine, parse_note, sign
from inspect_app.audit.witness_cli import witness_command
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from tests.integration.audit.conftest import Ledger

WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = witness_for("discipline.example", WITNESS_KEY)
COSIGNATURES = "/api/v1/log/cosignatures"


@pytest.fixture
def live(ledger: Ledger) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, ledger.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def trust(ledger: Ledger, said: str) -> None:
    config = ledger.app.extensions["inspect_settings"]
    ledger.app.extensions["inspect_settings"] = replace(config, log_witnesses=said)


def now() -> int:
    return int(utc_now().timestamp())


def post(ledger: Ledger, note: str | bytes) -> TestResponse:
    return ledger.app.test_client().post(COSIGNATURES, data=note, content_type="text/plain")


def run(live: str, ledger: Ledger, state: Path, *more: str) -> Result:
    vkeys = [part for key in ledger.log_keys() for part in ("--vkey", key.vkey)]
    arguments = ["--log", live, "--state", str(state), "--name", WITNESS.name, *vkeys, *more]
    return CliRunner().invoke(witness_command, arguments)


def test_a_witness_follows_the_log_and_its_cosignature_is_shown(
    live: str, ledger: Ledger, tmp_path: Path
) -> None:
    key, state = tmp_path / "witness.key", tmp_path / "state"
    make_key(key)
    witness = witness_for(WITNESS.name, read_key(key))
    trust(ledger, witness.vkey)
    for grown in (5, 1, 13):
        ledger.grow(grown)
        ledger.publish()
        result = run(live, ledger, state, "--key", str(key), "--submit")
        assert result.exit_code == 0, result.output
        assert parse_note(result.stdout).signers([witness]) == [witness]

    shown = parse_note(ledger.app.test_client().get("/api/v1/log/checkpoint").text)
    assert shown.signers([*ledger.log_keys(), witness]) == [*ledger.log_keys(), witness]
    earlier = parse_note(ledger.app.test_client().get("/api/v1/log/checkpoints/5").text)
    assert earlier.signers([witness]) == [witness]
    assert ledger.faults() == []


def test_a_forked_log_ends_the_witness_with_two_and_both_checkpoints(
    live: str, ledger: Ledger, tmp_path: Path
) -> None:
    state, key = tmp_path / "state", tmp_path / "witness.key"
    ledger.grow(9)
    ledger.publish()
    assert run(live, ledger, state).exit_code == 0
    held = state.read_text()
    bodies = ledger.bodies()
    ledger.rebuild([b'{"another":"history"}', *bodies[1:]])
    ledger.grow(3)
    ledger.sign_again()

    result = run(live, ledger, state, "--key", str(key), "--submit")

    shown = ledger.app.test_client().get("/api/v1/log/checkpoint").text
    assert result.exit_code == 2
    assert "THE LOG CONTRADICTS ITSELF 日志前后矛盾" in result.stderr
    assert held in result.stderr
    assert shown in result.stderr
    assert result.stdout == ""
    assert (tmp_path / "state.evidence" / "0000.held").read_text() == held
    assert (tmp_path / "state.evidence" / "0000.shown").read_text() == shown
    assert state.read_text() == held


def test_a_server_that_is_not_there_is_no_alarm(ledger: Ledger, tmp_path: Path) -> None:
    ledger.grow(1)
    ledger.publish()

    result = run("http://127.0.0.1:9", ledger, tmp_path / "state")

    assert result.exit_code == 1
    assert "does not answer" in result.stderr
    assert not (tmp_path / "state").exists()


def test_a_witness_key_that_others_can_read_signs_nothing(live: str, ledger: Ledger, tmp_path: Path) -> None:
    ledger.grow(1)
    ledger.publish()
    key = tmp_path / "witness.key"
    make_key(key)
    key.chmod(0o644)

    result = run(live, ledger, tmp_path / "state", "--key", str(key))

    assert result.exit_code == 1
    assert "chmod 600" in result.stderr


def test_the_same_program_is_an_operators_command(ledger: Ledger) -> None:
    result = ledger.app.test_cli_runner().invoke(args=["audit", "witness", "--help"])
    assert "--state" in result.output


@pytest.mark.parametrize("form", ["list", "file"])
def test_witnesses_are_a_list_or_a_file(ledger: Ledger, tmp_path: Path, form: str) -> None:
    other = witness_for("other", Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    file = tmp_path / "witnesses"
    file.write_text(f"# discipline inspection + audit\n{WITNESS.vkey}\n\n{other.vkey}\n")
    trust(ledger, f"{other.vkey}, {WITNESS.vkey}" if form == "list" else str(file))
    ledger.grow(2)
    text = parse_note(ledger.publish().note).text

    answer = post(ledger, Note(text, (cosign(text, WITNESS.name, WITNESS_KEY, now()),)).encoded())

    assert answer.status_code == 201, answer.text
    assert parse_note(answer.text).signers([WITNESS]) == [WITNESS]


def refused_notes(row: LogCheckpoint) -> dict[str, tuple[str | bytes, int, str]]:
    """What is sent, and the status and code of the refusal."""
    text, foreign = parse_note(row.note).text, Checkpoint("inspect.local/log", row.size, bytes(32)).text()
    line, stranger = cosign(text, WITNESS.name, WITNESS_KEY, now()), Ed25519PrivateKey.generate()
    forged = replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
    other_time = replace(line, signature=(now() - 9).to_bytes(8) + line.signature[8:])
    to_come = cosign(text, WITNESS.name, WITNESS_KEY, now() + 90_000)
    unknown, bad = (403, "unknown_witness"), (403, "bad_cosignature")

    def over(said: str, line: SignatureLine) -> str:
        return Note(said, (line,)).encoded()

    return {
        "not a note": ("nonsense", 422, "not_a_note"),
        "nothing": ("", 422, "not_a_note"),
        "no text at all": (b"\xff\xfe", 422, "not_a_note"),
        "another root": (
            over(foreign, cosign(foreign, WITNESS.name, WITNESS_KEY, now())),
            404,
            "unknown_checkpoint",
        ),
        "a stranger": (over(text, cosign(text, "stranger", stranger, now())), *unknown),
        "only our own signature": (row.note, *unknown),
        "a forged one": (over(text, forged), *bad),
        "another time": (over(text, other_time), *bad),
        "a time to come": (over(text, to_come), *bad),
        "a plain signature": (over(text, sign(text, WITNESS.name, WITNESS_KEY)), *unknown),
    }


def test_what_no_known_witness_signed_over_our_checkpoint_is_refused(ledger: Ledger) -> None:
    trust(ledger, WITNESS.vkey)
    ledger.grow(2)

    for name, (note, status, code) in refused_notes(ledger.publish()).items():
        answer = post(ledger, note)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code), name
    with ledger.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LogCosignature)) == 0


def test_a_cosignature_sent_twice_is_kept_once(ledger: Ledger) -> None:
    trust(ledger, WITNESS.vkey)
    ledger.grow(2)
    text = parse_note(ledger.publish().note).text
    first, second = (
        Note(text, (cosign(text, WITNESS.name, WITNESS_KEY, now() - age),)).encoded() for age in (60, 0)
    )

    answers = [post(ledger, note) for note in (first, second, first)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].text.count(WITNESS.name) == 1
