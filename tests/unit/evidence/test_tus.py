"""Reading the headers of tus 1.0."""

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.core.errors import Problem
from inspect_app.evidence import tus

PHOTO = UUID("0191b5c8-0000-7000-8000-000000000001")


def b64(raw: bytes) -> str:
    """Base64 as text."""
    return base64.b64encode(raw).decode()


def status_of(action: Callable[[], Any]) -> int:
    """The status of the refusal."""
    with pytest.raises(Problem) as caught:
        action()
    return caught.value.status


def test_a_creation_names_photo_and_length() -> None:
    headers = {
        "Upload-Length": "42",
        "Upload-Metadata": f"name {b64(b'a.jpg')}, photo_id {b64(str(PHOTO).encode())}",
    }

    assert tus.parse_creation(headers) == tus.Creation(PHOTO, 42, body=False)
    assert tus.parse_creation({**headers, "Content-Type": tus.CONTENT_TYPE}).body is True


def test_metadata_may_have_keys_without_a_value_but_none_twice() -> None:
    assert tus.parse_metadata("is_private,name aGk=") == {"is_private": b"", "name": b"hi"}
    assert tus.parse_metadata("") == {}
    assert status_of(lambda: tus.parse_metadata("a aGk=,a aGk=")) == 400


def test_a_piece_says_where_it_goes_and_what_it_hashes_to() -> None:
    digest = hashlib.sha256(b"x").digest()
    headers = {
        "Content-Type": "application/offset+octet-stream; charset=binary",
        "Upload-Offset": "7",
        "Content-Length": "1",
        "Upload-Checksum": f"sha256 {b64(digest)}",
    }

    assert tus.parse_piece(headers) == tus.Piece(7, 1, tus.Checksum("sha256", digest))


def test_a_piece_of_unknown_length_is_chunked() -> None:
    assert tus.piece_at(0, {}) == tus.Piece(0, None, None)


def test_numbers_must_be_plain_decimal() -> None:
    for raw in ("", "-1", "+1", "1.0", "0x10", "١٢", " 1", "9" * 30):
        assert status_of(lambda raw=raw: tus.whole_number({"Upload-Offset": raw}, "Upload-Offset")) == 400


@given(st.text(max_size=80))
def test_no_metadata_and_no_checksum_break_the_reader(raw: str) -> None:
    for parse in (tus.parse_metadata, tus.parse_checksum):
        try:
            parse(raw)
        except Problem as problem:
            assert problem.status == 400  # noqa: PT017 - both outcomes are right, another exception is not


def test_only_the_protocol_version_spoken_here_is_taken() -> None:
    tus.require_version({"Tus-Resumable": "1.0.0"})
    assert status_of(lambda: tus.require_version({})) == 412


def test_a_method_may_be_overridden_only_with_one_of_the_protocol() -> None:
    assert tus.overridden_method({"X-HTTP-Method-Override": "patch"}) == "PATCH"
    assert status_of(lambda: tus.overridden_method({"X-HTTP-Method-Override": "PUT"})) == 405


def test_expiry_is_an_http_date() -> None:
    moment = datetime(2026, 11, 21, 8, 0, 0, 500_000, tzinfo=UTC)

    assert tus.expires_header(moment) == "Sat, 21 Nov 2026 08:00:00 GMT"
