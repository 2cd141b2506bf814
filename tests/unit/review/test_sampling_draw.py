"""The draw of a sample: the published example, fairness, and what it depends on."""

import hashlib
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.chance import below, digest_of, pick, stream
from inspect_app.review.sampling.draw import seed_of
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "sampling.md").read_text(encoding="utf-8")
CASES = [f"00000000-0000-7000-8000-{number:012d}" for number in range(1, 13)]


def blocks() -> list[str]:
    return PAGE.split("```\n")[1::2]


def told() -> dict[str, str]:
    return dict(line.split() for line in blocks()[1].splitlines())


def test_the_worked_example_on_the_page_comes_out() -> None:
    seed = seed_of(blocks()[0], 7, 1764547200000, 1767225600000, 5)
    listed = pick(seed, CASES, 5)

    assert seed.hex() == told()["seed"] == "ee097dcde295f2a17aaba08098b3d5b0382a7552bf880f724f13108112b43e8e"
    assert listed == [told()[str(place)] for place in range(1, 6)]
    assert [case[-2:] for case in listed] == ["08", "10", "07", "11", "02"]
    assert digest_of(listed) == told()["list"]


def test_the_example_comes_out_of_an_implementation_written_from_the_page() -> None:
    asked = b'{"auditor":7,"from":1764547200000,"n":5,"to":1767225600000}'
    seed = hashlib.sha256(b"inspect-sample@v1\n" + blocks()[0].encode() + asked).digest()
    words = []
    for counter in range(8):
        block = hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()
        words += [int.from_bytes(block[i : i + 8], "big") for i in (0, 8, 16, 24)]
    ids = sorted(CASES)
    for place in range(5):
        left = len(ids) - place
        while (word := words.pop(0)) >= 2**64 // left * left:
            pass
        other = place + word % left
        ids[place], ids[other] = ids[other], ids[place]

    assert ids[:5] == [told()[str(place)] for place in range(1, 6)]


@pytest.mark.parametrize(
    "other",
    [
        ("another note\n", 7, 1, 2, 5),
        ("note\n", 8, 1, 2, 5),
        ("note\n", 7, 0, 2, 5),
        ("note\n", 7, 1, 3, 5),
        ("note\n", 7, 1, 2, 6),
    ],
)
def test_the_seed_depends_on_the_note_the_person_the_period_and_the_number(
    other: tuple[str, int, int, int, int],
) -> None:
    assert seed_of("note\n", 7, 1, 2, 5) != seed_of(*other)


@given(st.binary(min_size=32, max_size=32), st.sets(st.uuids().map(str), max_size=40), st.integers(1, 50))
def test_a_draw_has_no_repetition_and_does_not_depend_on_the_order_of_the_cases(
    seed: bytes, cases: set[str], wanted: int
) -> None:
    listed = pick(seed, sorted(cases, reverse=True), wanted)

    assert len(set(listed)) == len(listed) == min(wanted, len(cases))
    assert set(listed) <= cases
    assert listed == pick(seed, sorted(cases), wanted)
    assert listed[: wanted // 2] == pick(seed, cases, wanted // 2)


def test_every_case_is_drawn_equally_often() -> None:
    rounds, ids = 6000, CASES[:10]
    drawn = Counter(
        case for n in range(rounds) for case in pick(hashlib.sha256(str(n).encode()).digest(), ids, 3)
    )

    expected = rounds * 3 / len(ids)
    assert set(drawn) == set(ids)
    assert all(abs(count - expected) < expected * 0.08 for count in drawn.values()), drawn


def test_words_of_the_last_incomplete_round_are_thrown_away() -> None:
    assert below(10, iter([2**64 - 6, 2**64 - 1, 2**64 - 7])) == (2**64 - 7) % 10


def test_the_stream_hashes_the_seed_with_a_counter() -> None:
    words = list(islice(stream(bytes(32)), 5))

    assert words[0] == int.from_bytes(hashlib.sha256(bytes(40)).digest()[:8])
    assert words[4] == int.from_bytes(hashlib.sha256(bytes(39) + b"\x01").digest()[:8])
