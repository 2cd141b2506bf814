"""Which addresses phones are told."""

import pytest

from scripts.addresses import local_addresses


def test_there_is_always_an_address_and_loopback_comes_last() -> None:
    found = local_addresses()

    assert found[-1] == "127.0.0.1"
    assert len(set(found)) == len(found)


def test_an_address_that_the_machine_cannot_know_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", "198.51.100.9")

    assert local_addresses()[0] == "198.51.100.9"


def test_a_word_in_place_of_an_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", "router")

    with pytest.raises(ValueError, match="router"):
        local_addresses()
