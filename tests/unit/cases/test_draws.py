"""The lot: uniform, the same for everybody, independent of order, and nobody is drawn who may not be."""

import hashlib
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_app.audit.canonical import canonical
from inspect_app.audit.chance import below, stream
from inspect_app.cases.draws.eligibility import (
    BAR_LABELS,
    WIDTH_LABELS,
    Bar,
    Candidate,
    Purpose,
    Width,
    bars_of,
    sort_out,
    wider,
)
from inspect_app.cases.draws.rules import draw_rules, rule_on
from inspect_app.cases.draws.ticket import Ticket, draw_person, seed_of
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "draws.md").read_text(encoding="utf-8")
CASE = "01900000-0000-7000-8000-000000000001"
people = st.integers(1, 60)
candidates = st.builds(Candidate, people, st.frozensets(st.sampled_from(list(Bar))))
circles = st.tuples(st.sampled_from(list(Purpose)), st.sampled_from(list(Width)), st.booleans())


def ticket(leaf: str = "ab" * 32, attempt: int = 1) -> Ticket:
    return Ticket("verify", CASE, 0, attempt, leaf)


@given(st.lists(candidates, unique_by=lambda one: one.person), circles, st.binary(min_size=32, max_size=32))
def test_nobody_is_drawn_whom_a_bar_keeps_out(
    known: list[Candidate], circle: tuple[Purpose, Width, bool], leaf: bytes
) -> None:
    purpose, width, two_stage = circle
    bars = bars_of(purpose, width, two_stage=two_stage)
    found = sort_out(known, bars)
    drawn = draw_person(ticket(leaf.hex()), found.pool)

    barred = {one.person for one in known if one.marks & set(bars)}
    assert set(found.pool) == {one.person for one in known} - barred
    assert sum(found.excluded.values()) == len(barred)
    assert drawn is None if not found.pool else drawn in set(found.pool)


@given(st.lists(candidates, unique_by=lambda one: one.person), st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_found_changes_nothing(
    known: list[Candidate], shuffler: random.Random
) -> None:
    bars = bars_of(Purpose.VERIFY, Width.ORDINARY, two_stage=True)
    other = list(known)
    shuffler.shuffle(other)
    first, second = sort_out(known, bars), sort_out(other, bars)

    assert first == second
    assert seed_of(ticket(), first.pool) == seed_of(ticket(), list(reversed(second.pool)))
    assert draw_person(ticket(), first.pool) == draw_person(ticket(), list(reversed(second.pool)))


@pytest.mark.parametrize("size", [2, 3, 7])
def test_everybody_in_the_pool_is_as_likely(size: int) -> None:
    """Chi-square over 6,000 leaf hashes; the bound is beyond the 99.99 % quantile for up to 6 degrees."""
    pool, runs = range(101, 101 + size), 6_000
    leaves = (hashlib.sha256(number.to_bytes(4)).hexdigest() for number in range(runs))
    drawn = Counter(draw_person(ticket(leaf), pool) for leaf in leaves)
    expected = runs / size

    assert sum((drawn[person] - expected) ** 2 / expected for person in pool) < 28


def test_the_example_on_the_page_comes_out_of_an_implementation_written_from_the_page() -> None:
    told = dict(line.split(maxsplit=1) for line in PAGE.split("```\n")[1].splitlines() if line.strip())
    asked = canonical(
        {
            "attempt": 1,
            "case": told["case"],
            "leaf": told["leaf"],
            "pool": [4, 9, 12, 31],
            "purpose": "verify",
            "round": 0,
        }
    )
    seed = hashlib.sha256(b"inspect-draw@v1\n" + asked).digest()

    assert seed.hex() == told["seed"] == seed_of(ticket(told["leaf"]), {31, 4, 12, 9}).hex()
    assert int(told["drawn"]) == [4, 9, 12, 31][below(4, stream(seed))]
    assert draw_person(ticket(told["leaf"]), {31, 4, 12, 9}) == int(told["drawn"])


def test_each_draw_has_a_seed_of_its_own() -> None:
    seeds = {seed_of(ticket(leaf, attempt), [1, 2]) for leaf in ("aa", "bb") for attempt in (1, 2)}
    assert len(seeds) == 4
    assert seed_of(ticket(), [1, 2]) != seed_of(ticket(), [1, 2, 3])


def test_the_circle_widens_step_by_step() -> None:
    assert [wider(width) for width in Width] == [Width.PAIRS, Width.ROLES, None]
    assert Bar.RECENT_PAIR in bars_of(Purpose.VERIFY, Width.ORDINARY, two_stage=False)
    assert Bar.RECENT_PAIR not in bars_of(Purpose.VERIFY, Width.PAIRS, two_stage=False)
    for width in Width:
        bars = bars_of(Purpose.VERIFY, width, two_stage=True)
        assert {Bar.REPORTER, Bar.HANDLING_UNIT, Bar.ASSIGNER} <= set(bars)
    assert set(WIDTH_LABELS) == set(Width)
    assert set(BAR_LABELS) == set(Bar)


def test_every_rule_names_its_source_and_one_holds_on_any_day() -> None:
    assert all(rule.source["zh"] and rule.source["en"] and rule.pairings > 0 for rule in draw_rules())
    assert rule_on(date(2026, 11, 22)).most_redraws == 2
