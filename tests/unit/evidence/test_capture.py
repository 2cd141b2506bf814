"""Capture statements: the bytes phones and Python agree on, what they must say, what their clocks show."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inspect_app.accounts.device_keys import canonical_key, device_signed
from inspect_app.audit.canonical import canonical
from inspect_app.core.clock import to_millis
from inspect_app.evidence.capture import Moment, agrees, moment_of, read_statement
from inspect_app.evidence.trusted_time import Skew, make_nonce, measure, nonce_time
from scripts.golden_statements import PAGE, WHOLE, golden_text

GOLDEN = json.loads(PAGE.read_text(encoding="utf-8"))
KEY = base64.b64decode(GOLDEN["public_key"])
GIVEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
MINUTE = 60_000
SECRET, PERSON = "a secret of this test", 7


def test_the_file_is_what_the_code_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == golden_text()


@pytest.mark.parametrize("case", GOLDEN["statements"], ids=lambda case: case["why"])
def test_a_golden_statement_has_its_bytes_and_its_signature(case: dict[str, Any]) -> None:
    content, signature = base64.b64decode(case["bytes"]), base64.b64decode(case["signature"])
    assert canonical(case["said"]) == content
    assert read_statement(content) == case["said"]
    assert device_signed(KEY, content, signature)
    assert not device_signed(KEY, content + b" ", signature)
    assert not device_signed(KEY, content, signature[:-1])
    assert not device_signed(KEY, content, signature[32:] + signature[:32])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"v":2}',
        b'{"v":1.0}',
        b'{ "v":1}',
        b'{"v":1,"v":1}',
        b'{"w":1,"v":1}',
        b'{"v":NaN}',
        b'{"v":1,"x":"\\ud800"}',
        b"\xff",
        b"[" * 4000,
    ],
)
def test_what_is_not_canonical_is_no_statement(content: bytes) -> None:
    assert read_statement(content) is None


@pytest.mark.parametrize("key", [b"", b"x" * 91, KEY[:-1]])
def test_what_is_no_p256_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_key(key)


def announced() -> dict[str, Any]:
    """The announcement that the whole golden statement speaks of."""
    fix = {**WHOLE["fix"], "source": "device"}
    same = ("sha256", "size", "role", "source", "media_type", "captured_at")
    return {"id": WHOLE["photo"], "case_id": WHOLE["case"], "position": fix, **{n: WHOLE[n] for n in same}}


def test_a_statement_agrees_with_its_announcement_and_with_no_other() -> None:
    assert agrees(WHOLE, announced())
    for name, value in announced().items():
        other = None if name == "position" else f"{value}1" if isinstance(value, str) else value + 1
        assert not agrees(WHOLE, {**announced(), name: other}), name
    assert not agrees({**WHOLE, "fix": {**WHOLE["fix"], "lat_e7": 1}}, announced())
    assert not agrees({}, announced())


def test_the_clocks_of_a_statement_are_integers_or_absent() -> None:
    assert moment_of(WHOLE) == Moment(WHOLE["stated_at"], -2_345, 61_000, WHOLE["nonce"])
    assert moment_of({**WHOLE, "elapsed_ms": None, "nonce": 5}) == Moment(
        WHOLE["stated_at"], -2_345, None, None
    )
    for name in ("stated_at", "elapsed_ms", "clock_offset_ms"):
        assert moment_of({**WHOLE, name: True}) is None
        assert moment_of({**WHOLE, name: "1"}) is None


def test_a_nonce_is_good_for_its_person_for_seven_days() -> None:
    nonce = make_nonce(SECRET, PERSON, GIVEN)
    week = timedelta(days=7)
    assert nonce_time(SECRET, PERSON, nonce, GIVEN) == GIVEN
    assert nonce_time(SECRET, PERSON, nonce, GIVEN + week) == GIVEN
    assert nonce_time(SECRET, PERSON, nonce, GIVEN + week + timedelta(milliseconds=1)) is None
    assert nonce_time(SECRET, PERSON, nonce, GIVEN - timedelta(milliseconds=1)) is None
    assert nonce_time(SECRET, PERSON + 1, nonce, GIVEN) is None
    assert nonce_time("another secret", PERSON, nonce, GIVEN) is None
    later = str(to_millis(GIVEN) + 1) + nonce[nonce.index(".") :]
    for forged in ("", ".", "1.", "x.y", "0" + nonce, nonce + "A", "\u0661" + nonce, later, "9" * 30 + ".x"):
        assert nonce_time(SECRET, PERSON, forged, GIVEN) is None, forged


def moment(ahead_ms: int, elapsed_ms: int | None = MINUTE, offset_ms: int | None = None) -> Moment:
    """A minute after the sync by the monotonic count, `ahead_ms` more by the phone's clock."""
    return Moment(to_millis(GIVEN) + MINUTE + ahead_ms, offset_ms, elapsed_ms, "nonce")


def test_a_clock_that_is_right_shows_no_skew() -> None:
    soon = GIVEN + timedelta(minutes=2)
    assert measure(moment(0), GIVEN, soon) == Skew(0, proved=True, at_least_ms=0)


def test_a_clock_behind_the_count_is_certainly_behind() -> None:
    found = measure(moment(-6 * MINUTE), GIVEN, GIVEN + timedelta(hours=3))
    assert found == Skew(-6 * MINUTE, proved=True, at_least_ms=-6 * MINUTE)
    assert found.is_large


def test_a_clock_ahead_of_the_receipt_is_certainly_ahead_by_the_difference() -> None:
    found = measure(moment(10 * MINUTE), GIVEN, GIVEN + timedelta(minutes=2))
    assert found == Skew(10 * MINUTE, proved=True, at_least_ms=9 * MINUTE)
    assert found.is_large


def test_a_phone_that_slept_before_the_photo_is_not_accused() -> None:
    found = measure(moment(40 * MINUTE), GIVEN, GIVEN + timedelta(hours=1))
    assert found == Skew(40 * MINUTE, proved=True, at_least_ms=0)
    assert not found.is_large


@pytest.mark.parametrize("minutes", [-5, 5])
def test_five_minutes_are_tolerated(minutes: int) -> None:
    found = measure(moment(minutes * MINUTE), GIVEN, GIVEN + timedelta(minutes=1))
    assert found is not None
    assert not found.is_large


def test_without_a_count_or_a_nonce_only_the_phones_word_remains() -> None:
    soon = GIVEN + timedelta(minutes=2)
    assert measure(moment(0, None, 1_500), GIVEN, soon) == Skew(-1_500, proved=False, at_least_ms=0)
    assert measure(moment(0, MINUTE, 1_500), None, soon) == Skew(-1_500, proved=False, at_least_ms=0)
    assert measure(moment(0, -5, 1_500), GIVEN, soon) == Skew(-1_500, proved=False, at_least_ms=0)
    assert measure(moment(0, None, None), None, soon) is None
