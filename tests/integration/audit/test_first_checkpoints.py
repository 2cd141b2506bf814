"""How a key came into office: the checkpoint it began with, for phones that missed the change."""

from inspect_app.audit.notes import parse_checkpoint, parse_note
from tests.integration.audit.conftest import Ledger


def first_checkpoint(ledger: Ledger, key_id: str) -> tuple[int, str]:
    """What the server answers about a key."""
    status, body = ledger.fetch(f"/api/v1/log/keys/{key_id}/checkpoint")
    return status, body.decode()


def test_the_checkpoint_a_key_began_with_carries_the_signature_of_the_key_before(ledger: Ledger) -> None:
    ledger.grow(3)
    begun = ledger.publish().note
    result = ledger.app.test_cli_runner().invoke(args=["audit", "rotate-key"])
    assert result.exit_code == 0, result.output
    ledger.grow(2)
    ledger.publish()

    old, new = ledger.log_keys()
    assert first_checkpoint(ledger, old.key_id.hex()) == (200, begun)
    status, text = first_checkpoint(ledger, new.key_id.hex())
    note = parse_note(text)
    assert (status, note.signers([old, new])) == (200, [new, old])
    assert parse_checkpoint(note.text).size == 4


def test_a_key_that_never_signed_began_with_nothing(ledger: Ledger) -> None:
    ledger.grow(1)
    ledger.publish()
    for key_id in ("00000000", "x", "ffffffffff"):
        status, body = first_checkpoint(ledger, key_id)
        assert status == 404
        assert "not_found" in body
