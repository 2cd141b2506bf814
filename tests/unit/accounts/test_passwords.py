"""What the two password policies take and refuse."""

from datetime import UTC, datetime, timedelta

import pytest

from inspect_app.accounts.passwords import is_due_for_change, password_faults

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NOBODY: list[str] = []


@pytest.mark.parametrize(
    "password",
    ["Kite4-river", "Loess.2026.wind", "蓝天Grid-47", "Aa1!xkq0", "a long one With 9 words" + "." * 100],
)
def test_mlps_takes_eight_characters_of_three_kinds(password: str) -> None:
    assert password_faults("mlps", password, NOBODY) == []


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Aa1!xkq", "at least 8"),
        ("Aa1!" + "x" * 125, "at most 128"),
        ("kiteriverloess", "Use 3 of"),
        ("KITERIVER4471", "Use 3 of"),
        ("Passw0rd!", "too easy to guess"),
        ("Qwerty123!", "too easy to guess"),
    ],
)
def test_mlps_says_what_is_wrong(password: str, said: str) -> None:
    faults = password_faults("mlps", password, NOBODY)
    assert any(said in fault for fault in faults)


def test_every_fault_is_named_at_once() -> None:
    faults = password_faults("mlps", "abc", NOBODY)
    assert len(faults) == 3
    assert password_faults("mlps", "", NOBODY) != []


@pytest.mark.parametrize("word", ["wangfang", "WangFang", "ｗａｎｇｆａｎｇ"])
def test_the_own_name_may_not_stand_in_the_password(word: str) -> None:
    said = "Do not use your own name or user name."
    assert said in password_faults("mlps", f"{word}-Kite4-river", ["wangfang"])
    assert said not in password_faults("mlps", "Kite4-river", ["wangfang"])


def test_a_name_of_two_characters_is_too_short_to_forbid() -> None:
    assert password_faults("mlps", "李四-Kite4-river", ["李四"]) == []


def test_asvs_wants_length_and_no_mixture_of_kinds() -> None:
    assert password_faults("asvs", "kite river loess wind", NOBODY) == []
    assert any("at least 15" in fault for fault in password_faults("asvs", "Kite4-river", NOBODY))
    assert "This password is too easy to guess." in password_faults("asvs", "aaaaaaaaaaaaaaaaaaaa", NOBODY)


def test_mlps_asks_for_a_change_after_ninety_days_and_asvs_never() -> None:
    assert not is_due_for_change("mlps", NOW - timedelta(days=90) + timedelta(milliseconds=1), NOW)
    assert is_due_for_change("mlps", NOW - timedelta(days=90), NOW)
    assert not is_due_for_change("mlps", None, NOW)
    assert not is_due_for_change("asvs", NOW - timedelta(days=9000), NOW)
