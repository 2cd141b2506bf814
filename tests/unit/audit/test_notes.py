"""Signed notes: round trips, the published example's facts, and everything that must be refused."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.cosignatures import cosign, cosigned_at, parse_witness, witness_for
from inspect_app.audit.notes import (
    Checkpoint,
    Note,
    NoteError,
    SignatureLine,
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


def test_a_second_line_of_an_algorithm_nobody_knows_here_changes_nothing() -> None:
    # 0xff and a long identifier: how C2SP leaves room for others, such as SM2 (GB/T 32918) with its own size.
    kind = b"\xff" + b"1.2.156.10197.1.501 SM2-with-SM3"
    foreign_id = hashlib.sha256(NAME.encode() + b"\n" + kind + bytes(65)).digest()[:4]
    foreign = SignatureLine(NAME, foreign_id, bytes(range(72)))

    encoded = Note(TEXT, (sign(TEXT, NAME, KEY), foreign)).encoded()
    note = parse_note(encoded)

    assert note.encoded() == encoded
    assert note.signers([VERIFIER]) == [VERIFIER]
    assert parse_note(Note(TEXT, (foreign,)).encoded()).signers([VERIFIER]) == []


def test_a_key_that_signed_twice_is_named_once_and_both_lines_must_hold() -> None:
    twice = Note(TEXT, (sign(TEXT, NAME, KEY), sign(TEXT, NAME, KEY)))
    assert twice.signers([VERIFIER]) == [VERIFIER]
    forged = SignatureLine(NAME, VERIFIER.key_id, bytes(64))
    with pytest.raises(NoteError, match="does not fit"):
        Note(TEXT, (*twice.signatures, forged)).signers([VERIFIER])


def test_one_signature_has_one_spelling() -> None:
    encoded = signed()
    assert encoded.endswith("=\n")
    last = encoded.rstrip("=\n")[-1]
    respelt = encoded.replace(last + "=", chr(ord(last) + 1) + "=")
    with pytest.raises(NoteError, match="canonical"):
        parse_note(respelt)


def test_the_example_of_the_specification_verifies() -> None:
    verifier = parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    blob = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    line = f"\u2014 PeterNeumann {blob}\n"
    assert parse_note(f"{text}\n{line}").signers([verifier]) == [verifier]


def test_a_cosignature_holds_for_its_text_its_time_and_its_key_only() -> None:
    witness = witness_for("audit.example", KEY)
    line = cosign(TEXT, witness.name, KEY, 1_800_000_000)

    assert parse_witness(witness.vkey) == witness
    assert cosigned_at(line) == 1_800_000_000
    assert len(line.signature) == 8 + 64
    assert Note(TEXT, (line,)).signers([witness]) == [witness]
    assert not witness.accepts(TEXT.replace("42", "43"), line.signature)
    assert not witness.accepts(TEXT, bytes(8) + line.signature[8:])
    assert not witness.accepts(TEXT, b"")
    with pytest.raises(NoteError):
        parse_witness(VERIFIER.vkey)  # the log's own kind of key is none of a witness
    with pytest.raises(NoteError):
        parse_vkey(witness.vkey)


def test_a_cosignature_is_the_one_an_independent_reading_of_the_specification_makes() -> None:
    line = cosign(TEXT, "w", KEY, 7)
    message = b"cosignature/v1\ntime 7\n" + TEXT.encode()
    public = KEY.public_key()
    public.verify(line.signature[8:], message)
    assert line.key_id == hashlib.sha256(b"w\n\x04" + public.public_bytes_raw()).digest()[:4]


@pytest.mark.parametrize("text", ["o\n1\n" + "A" * 43 + "=\nx", "o\n1\n" + "A" * 43 + "=\n\nx\n"])
def test_a_checkpoint_ends_its_lines_and_has_no_empty_ones(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(text)


def test_half_a_character_is_refused_and_not_an_error() -> None:
    with pytest.raises(NoteError):
        parse_note("\ud800" + signed())
