"""The witness against logs that grow, stand still, lag, lie and fork; no server, no database."""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.audit.merkle import leaf_hash, new_nodes, root_of
from inspect_app.audit.notes import Checkpoint, Note, parse_vkey, sign, verifier_for
from inspect_app.audit.proofs import consistency_path
from inspect_app.audit.witness import CHECKPOINT, InconsistentError, WitnessError, witness

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "inspect.example/log"
KEYS = [verifier_for(NAME, KEY.public_key().public_bytes_raw())]


@dataclass
class ToyLog:
    """A signed log in memory; `shown` is the size of the checkpoint it shows."""

    bodies: list[bytes] = field(default_factory=list)
    shown: int | None = None
    key: Ed25519PrivateKey = KEY
    name: str = NAME
    broken: bool = False

    def nodes(self) -> dict[tuple[int, int], bytes]:
        nodes: dict[tuple[int, int], bytes] = {}
        for size, body in enumerate(self.bodies):
            for level, index, value in new_nodes(size, leaf_hash(body), lambda lv, ix: nodes[lv, ix]):
                nodes[level, index] = value
        return nodes

    def note(self) -> str:
        nodes, size = self.nodes(), self.shown or len(self.bodies)
        text = Checkpoint(self.name, size, root_of(size, lambda lv, ix: nodes[lv, ix])).text()
        return Note(text, (sign(text, self.name, self.key),)).encoded()

    def fetch(self, path: str) -> tuple[int, bytes]:
        if self.broken:
            return 503, b""
        if path == CHECKPOINT:
            return 200, self.note().encode()
        sizes = [int(part.partition("=")[2]) for part in path.partition("?")[2].split("&")]
        if sizes[1] > len(self.bodies):
            return 422, b'{"code":"beyond_log"}'
        nodes = self.nodes()
        path_hashes = consistency_path(sizes[0], sizes[1], lambda lv, ix: nodes[lv, ix])
        return 200, json.dumps({"hashes": [base64.b64encode(h).decode() for h in path_hashes]}).encode()


def numbers(count: int, word: str = "entry") -> list[bytes]:
    return [f"{word} {n}".encode() for n in range(count)]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Where the witness keeps what it saw; it has seen a log of ten entries."""
    path = tmp_path / "office" / "state"
    witness(ToyLog(numbers(10)).fetch, path, KEYS)
    return path


def test_a_growing_log_is_followed_and_remembered(state: Path) -> None:
    for size in (10, 11, 16, 40, 41):
        log = ToyLog(numbers(size))
        assert witness(log.fetch, state, KEYS).checkpoint.size == size
        assert state.read_text() == log.note()


def test_a_node_that_lags_is_no_fork_and_what_is_held_stays(state: Path) -> None:
    held = state.read_text()
    log = ToyLog(numbers(12), shown=7)

    assert witness(log.fetch, state, KEYS).checkpoint.size == 10
    assert state.read_text() == held


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (ToyLog(numbers(10, "other")), "two roots"),
        (ToyLog(numbers(25, "other")), "do not begin"),
        (ToyLog([b"other", *numbers(25)[1:]]), "do not begin"),
        (ToyLog(numbers(7)), "no proof"),  # the tail was cut
        (ToyLog(numbers(12, "other"), shown=7), "do not begin"),
    ],
    ids=["same size", "rewritten", "one entry changed", "tail cut", "older checkpoint of another history"],
)
def test_a_contradiction_is_an_alarm_and_both_notes_are_kept(state: Path, log: ToyLog, reason: str) -> None:
    held = state.read_text()

    with pytest.raises(InconsistentError, match=reason):
        witness(log.fetch, state, KEYS)

    assert state.read_text() == held
    evidence = state.with_name("state.evidence")
    assert (evidence / "0000.held").read_text() == held
    assert (evidence / "0000.shown").read_text() == log.note()
    assert (evidence / "0000.proof").exists()
    with pytest.raises(InconsistentError):
        witness(log.fetch, state, KEYS)
    assert len(list(evidence.iterdir())) == 6


@pytest.mark.parametrize(
    "log",
    [
        ToyLog(numbers(12), broken=True),
        ToyLog(numbers(12), key=Ed25519PrivateKey.from_private_bytes(bytes(32))),
        ToyLog(numbers(12), name="somebody.else/log"),
    ],
    ids=["no answer", "another key", "another log"],
)
def test_what_proves_nothing_changes_nothing_and_is_no_alarm(state: Path, log: ToyLog) -> None:
    held = state.read_text()

    with pytest.raises(WitnessError):
        witness(log.fetch, state, KEYS)

    assert state.read_text() == held
    assert not state.with_name("state.evidence").exists()


def test_a_state_that_was_tampered_with_is_not_used(state: Path) -> None:
    state.write_text(state.read_text().replace("\n10\n", "\n9\n"))

    with pytest.raises(WitnessError, match="do not delete"):
        witness(ToyLog(numbers(12)).fetch, state, KEYS)


def test_an_old_key_still_opens_what_is_held_after_a_rotation(state: Path) -> None:
    new = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
    log = ToyLog(numbers(12), key=new)
    both = [*KEYS, verifier_for(NAME, new.public_key().public_bytes_raw())]

    assert witness(log.fetch, state, [parse_vkey(key.vkey) for key in both]).checkpoint.size == 12
