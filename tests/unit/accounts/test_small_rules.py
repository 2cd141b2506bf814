"""User names, network addresses as counters, and hashing."""

import pytest

from inspect_app.accounts.attempts import account_key, address_key
from inspect_app.accounts.hashing import HASHER, hash_password, password_fits
from inspect_app.accounts.usernames import is_username, normal_username


@pytest.mark.parametrize("raw", ["wang", " Wang ", "ＷＡＮＧ"])
def test_a_user_name_has_one_form_however_it_is_typed(raw: str) -> None:
    assert normal_username(raw) == "wang"
    assert account_key(raw) == account_key("wang")


@pytest.mark.parametrize("name", ["wang", "王芳", "li.si-2@city_1"])
def test_letters_of_any_script_make_a_user_name(name: str) -> None:
    assert is_username(name)


@pytest.mark.parametrize("name", ["", "a", "a b", "Wang", "li\n", "x" * 65, "a/b", "a\u0000b"])
def test_other_signs_do_not(name: str) -> None:
    assert not is_username(name)


def test_an_ipv6_subscriber_counts_as_one_address() -> None:
    assert address_key("2001:db8:1:2::1") == address_key("2001:db8:1:2:ffff::9")
    assert address_key("2001:db8:1:2::1") != address_key("2001:db8:1:3::1")
    assert address_key("192.0.2.1") != address_key("192.0.2.2")
    assert address_key("") == "address:unknown"


def test_the_counter_does_not_keep_what_was_typed() -> None:
    assert "hunter2" not in account_key("hunter2")


def test_passwords_are_hashed_with_argon2id_of_64_mib() -> None:
    assert hash_password("Kite4-river").startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert HASHER.type.name == "ID"


def test_a_password_fits_its_own_hash_only() -> None:
    encoded = hash_password("Kite4-rivér")
    assert password_fits("Kite4-rive\u0301r", encoded)  # the same letter, composed by another keyboard
    assert not password_fits("kite4-rivér", encoded)
    assert not password_fits("Kite4-rivér", None)
    assert not password_fits("Kite4-rivér", "not a hash")
