"""Hints of collusion: each is found where it stands out, and not where there is a plain reason."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from inspect_app.review.signals.rules import Given, signal_rule_on, signals, tail
from inspect_app.review.signals.words import BENIGN, DETAIL_LABELS, SIGNAL_LABELS

RULE = signal_rule_on(date(2026, 11, 22))
START = datetime(2026, 11, 1, 1, tzinfo=UTC)
HERE, FAR = (34.65, 112.45), (34.90, 112.80)


def given(n: int, person: int = 1, unit: int = 1, **more: object) -> Given:
    values: dict[str, object] = {"passed": True, "at": START + timedelta(hours=n), **more}
    return Given(f"case-{n}", person, unit, **values)  # type: ignore[arg-type]


def codes(*verdicts: Given) -> list[str]:
    return [one.code for one in signals(verdicts, RULE)]


def test_two_verdicts_closer_than_the_way_between_them() -> None:
    quick = given(1, place=FAR, at=START + timedelta(minutes=10))
    assert codes(given(0, place=HERE), quick) == ["faster_than_travel"]
    assert codes(given(0, place=HERE), given(1, place=FAR)) == []
    assert codes(given(0, place=HERE), given(1, place=None, at=START)) == []
    assert codes(given(0, place=HERE), given(1, person=2, place=FAR, at=START)) == []


def test_one_person_who_comes_to_one_unit_far_too_often() -> None:
    elsewhere = [given(100 + n, person=1 + n % 4, unit=2, passed=n % 2 == 0) for n in range(20)]
    paired = [given(n, person=1, passed=n % 3 > 0) for n in range(9)]
    others = [given(20 + n, person=2 + n, passed=False) for n in range(3)]
    found = [one for one in signals([*elsewhere, *paired, *others], RULE) if one.code == "frequent_pair"]
    assert [(one.person, one.unit, one.sample, one.detail["times"]) for one in found] == [(1, 1, 12, 9)]


def test_the_only_verifier_of_a_unit_is_no_pair() -> None:
    assert "frequent_pair" not in codes(*[given(n, passed=n % 2 == 0) for n in range(30)])


def test_never_sending_back_counts_only_with_many_verdicts_and_others_who_do() -> None:
    soft = partial(given, person=1, unit=1)
    strict = [given(100 + n, person=2, unit=2, passed=n % 5 > 0) for n in range(30)]
    assert codes(*[soft(n) for n in range(25)], *strict).count("all_pass") == 1
    assert "all_pass" not in codes(*[soft(n) for n in range(19)], *strict)
    assert "all_pass" not in codes(*[soft(n) for n in range(25)])
    assert "all_pass" not in codes(*[soft(n, passed=n > 0) for n in range(25)], *strict)


def test_passing_reused_photos_more_than_once() -> None:
    assert codes(*[given(n, reused=True) for n in range(2)]) == ["reused_photos"]
    assert codes(given(0, reused=True), given(1, reused=True, passed=False)) == []


@pytest.mark.parametrize(("n", "k", "p", "chance"), [(1, 1, 0.5, 0.5), (3, 2, 0.5, 0.5), (5, 0, 0.1, 1.0)])
def test_the_tail_of_the_binomial(n: int, k: int, p: float, chance: float) -> None:
    assert tail(n, k, p) == pytest.approx(chance)
    assert tail(n, k, 1.0) == 1.0


def test_every_signal_has_words_and_harmless_causes() -> None:
    assert set(SIGNAL_LABELS) == set(BENIGN)
    assert all(len(causes) >= 2 for causes in BENIGN.values())
    assert {"kmh", "times", "of", "chance_percent"} <= set(DETAIL_LABELS)
