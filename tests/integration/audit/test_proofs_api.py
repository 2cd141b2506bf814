"""Proofs over the API: right, bounded, kept for ever by caches, refused for what the log does not have."""

import itertools

import pytest

from inspect_app.audit.merkle import leaf_hash
from inspect_app.audit.notes import from_b64, parse_checkpoint, parse_note
from inspect_app.audit.proofs import verify_consistency, verify_inclusion
from inspect_app.audit.replay import Replay
from tests.integration.audit.conftest import Ledger

SIZE = 33
INCLUSION, CONSISTENCY = "/api/v1/log/proof/inclusion", "/api/v1/log/proof/consistency"


def roots(bodies: list[bytes]) -> list[bytes]:
    """The root of every size, from the bodies alone."""
    replay, found = Replay(), [b""]
    for index, body in enumerate(bodies):
        replay.add(index, body)
        found.append(replay.root())
    return found


def test_every_proof_the_server_gives_holds_against_the_bodies(ledger: Ledger) -> None:
    ledger.grow(SIZE)
    bodies = ledger.bodies()
    root = roots(bodies)
    client = ledger.app.test_client()

    for index, size in ((i, s) for s in (1, 2, 7, 8, 32, 33) for i in range(s)):
        answer = client.get(f"{INCLUSION}?index={index}&size={size}").get_json()
        path = [from_b64(text) for text in answer["hashes"]]
        assert len(path) <= 6
        assert verify_inclusion(index, size, leaf_hash(bodies[index]), path, root[size])
        assert not verify_inclusion(index, size, leaf_hash(bodies[index] + b" "), path, root[size])
    for old, new in itertools.combinations_with_replacement((1, 2, 7, 8, 31, 32, 33), 2):
        answer = client.get(f"{CONSISTENCY}?from={old}&to={new}").get_json()
        path = [from_b64(text) for text in answer["hashes"]]
        assert verify_consistency(old, new, root[old], root[new], path)
        assert old == new or not verify_consistency(old, new, root[new], root[new], path)


def test_a_proof_is_kept_for_ever_and_a_checkpoint_for_a_moment(ledger: Ledger) -> None:
    ledger.grow(SIZE)
    ledger.publish()
    client = ledger.app.test_client()

    proof = client.get(f"{CONSISTENCY}?from=7&to=33")
    assert proof.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(f"{CONSISTENCY}?from=7&to=33", headers={"If-None-Match": proof.headers["ETag"]})
    assert again.status_code == 304
    ledger.grow(9)
    assert client.get(f"{CONSISTENCY}?from=7&to=33").data == proof.data
    for path in ("/api/v1/log/checkpoint", f"/api/v1/log/checkpoints/{SIZE}"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=5"
        assert parse_checkpoint(parse_note(answer.text).text).size == SIZE
        assert answer.content_type == "text/plain; charset=utf-8"


UNANSWERABLE = [
    f"{INCLUSION}?index=33&size=33",
    f"{INCLUSION}?index=0&size=34",
    f"{INCLUSION}?index=0&size=0",
    f"{INCLUSION}?index=-1&size=3",
    f"{INCLUSION}?index=0&size=99999999999999999999999",
    f"{INCLUSION}?index=x&size=3",
    f"{INCLUSION}?index=0",
    f"{CONSISTENCY}?from=0&to=3",
    f"{CONSISTENCY}?from=4&to=3",
    f"{CONSISTENCY}?from=4&to=34",
    f"{CONSISTENCY}?from=1.5&to=3",
]


def test_what_the_log_does_not_have_is_refused_with_a_reason(
    ledger: Ledger, subtests: pytest.Subtests
) -> None:
    ledger.grow(SIZE)

    for query in UNANSWERABLE:
        with subtests.test(query=query):
            answer = ledger.app.test_client().get(query)

            assert answer.status_code == 422, answer.text
            assert answer.content_type == "application/problem+json"
            assert answer.get_json()["errors"]
            assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_before_the_first_checkpoint_there_is_none(ledger: Ledger) -> None:
    client = ledger.app.test_client()
    for path in (
        "checkpoint",
        "checkpoints/1",
        "checkpoints/99999999999999999999",
        "checkpoints/1/timestamp",
    ):
        assert client.get(f"/api/v1/log/{path}").status_code == 404
    assert client.get("/api/v1/log/key").status_code == 404
    assert client.get("/api/v1/log/keys").text == ""
