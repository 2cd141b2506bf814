"""Which cases are likely the same problem."""

from datetime import timedelta

from inspect_app.cases.likeness import Likeness, most_alike

HOUR = timedelta(hours=1)


def test_nearer_sooner_and_of_one_kind_is_likelier() -> None:
    twin = Likeness(10, HOUR, same_category=True)
    for other in (
        Likeness(200, HOUR, same_category=True),
        Likeness(10, 100 * HOUR, same_category=True),
        Likeness(10, HOUR, same_category=False),
    ):
        assert twin.score > other.score > 0
    assert Likeness(0, timedelta(), same_category=True).score == 1


def test_before_and_after_count_the_same() -> None:
    assert Likeness(10, HOUR, same_category=True).score == Likeness(10, -HOUR, same_category=True).score


def test_the_likeliest_come_first_and_strangers_not_at_all() -> None:
    candidates = [
        ("far", Likeness(301, HOUR, same_category=True)),
        ("old", Likeness(1, timedelta(days=15), same_category=True)),
        ("near", Likeness(50, HOUR, same_category=True)),
        ("nearest", Likeness(5, HOUR, same_category=True)),
        ("other", Likeness(5, HOUR, same_category=False)),
    ]

    assert most_alike(candidates, 5) == ["nearest", "near", "other"]
    assert most_alike(candidates, 1) == ["nearest"]
