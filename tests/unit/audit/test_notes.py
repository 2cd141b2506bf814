"""Signed notes: round trips, the published example's facts, and everything that must be refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.notes import (
    Checkpoint,
    Note,
    NoteError,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    sign,
    verifier_for,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "inspect.example/log"
VERIFIER = verifier_for(NAME, KEY.public_key().public_bytes_raw())
TEXT = Checkpoint(NAME, 42, bytes(32)).text()


def signed(text: str = TEXT) -> str:
    return Note(text, (sign(text, NAME, KEY),)).encoded()


def test_a_note_survives_the_round_trip() -> None:
    note = parse_note(signed())
    assert note.encoded() == signed()
    assert note.signers([VERIFIER]) == [VERIFIER]
    assert parse_checkpoint(note.text) == Checkpoint(NAME, 42, bytes(32))


def test_the_format_is_the_one_of_the_specification() -> None:
    encoded = signed()
    assert encoded.startswith(f"{NAME}\n42\n{'A' * 43}=\n\n\u2014 {NAME} ")
    assert encoded.endswith("\n")


def test_a_verifier_key_survives_the_round_trip() -> None:
    assert parse_vkey(VERIFIER.vkey) == VERIFIER


@pytest.mark.parametrize(
    "vkey",
    [
        "only-a-name",
        f"{NAME}+00000000+{VERIFIER.vkey.rsplit('+', 1)[1]}",
        VERIFIER.vkey[:-4],
        VERIFIER.vkey + "!",
        "has space+" + VERIFIER.vkey.split("+", 1)[1],
    ],
)
def test_a_wrong_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        parse_vkey(vkey)


def test_the_text_may_hold_blank_lines_itself() -> None:
    text = "first\n\nsecond\n"
    assert parse_note(signed(text)).text == text


def test_an_unknown_key_is_passed_over_and_a_known_one_must_fit() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    both = Note(TEXT, (sign(TEXT, "somebody", other), sign(TEXT, NAME, KEY))).encoded()
    assert parse_note(both).signers([VERIFIER]) == [VERIFIER]
    forged = signed().replace("\n42\n", "\n43\n")
    with pytest.raises(NoteError, match="does not fit"):
        parse_note(forged).signers([VERIFIER])


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "no signature\n",
        "text\n\n",
        "text\n\n- name AAAAAAAA\n",
        f"text\n\n\u2014 {NAME} not base64!\n",
        f"text\n\n\u2014 {NAME} AAAA\n",
        "te\x00xt\n\n" + signed().split("\n\n")[1],
        signed()[:-1],
        signed() + f"\u2014 {NAME} AAAAAAAAAAA=\n" * 16,
        "x" * 70_000 + "\n\n" + signed().split("\n\n")[1],
    ],
)
def test_what_is_not_a_note_is_refused(encoded: str) -> None:
    with pytest.raises(NoteError):
        parse_note(encoded)


@pytest.mark.parametrize(
    "text", ["", "origin\n", "origin\n01\nAAAA\n", "origin\n-1\nAAAA\n", "origin\n1\nAAAA\n", "\n1\nAAAA\n"]
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(text)


@given(st.text(max_size=200))
def test_no_input_makes_the_parser_stumble(encoded: str) -> None:
    try:
        note = parse_note(encoded)
    except NoteError:
        return
    assert parse_note(note.encoded()) == note
