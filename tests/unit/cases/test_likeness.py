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


def test_photos_that_look_alike_take_doubt_away_but_make_no_neighbour_of_a_stranger() -> None:
    plain = Likeness(100, HOUR, same_category=True)
    scores = [Likeness(100, HOUR, same_category=True, photo_bits=bits).score for bits in (31, 16, 0)]

    assert plain.score < scores[0] < scores[1] < scores[2] < 1
    assert scores[2] == plain.score + (1 - plain.score) / 2
    assert Likeness(301, HOUR, same_category=True, photo_bits=0).score == 0


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
