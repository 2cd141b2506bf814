"""Which row of a duty table counts: the stated order, one by one, and what may never disturb it."""

import itertools
import random

import pytest

from inspect_app.cases.duties.resolver import Question, Row, Rows, gaps, line_up, order, rivalries

TOWN, COUNTY, CITY, ELSEWHERE = 3, 2, 1, 9
ASKED = Question("dust", (TOWN, COUNTY, CITY), "patrol")

# From the most specific key to the least, as docs/routing.md states it.
STATED = [
    ("dust", TOWN, "patrol"), ("dust", TOWN, None), ("dust", COUNTY, "patrol"), ("dust", COUNTY, None),
    ("dust", CITY, "patrol"), ("dust", CITY, None), ("dust", None, "patrol"), ("dust", None, None),
    (None, TOWN, "patrol"), (None, TOWN, None), (None, COUNTY, "patrol"), (None, COUNTY, None),
    (None, CITY, "patrol"), (None, CITY, None), (None, None, "patrol"), (None, None, None),
]  # fmt: skip


def row(line: int, key: tuple[str | None, int | None, str | None], unit: int | None = None) -> Row:
    return Row(line, line, *key, line if unit is None else unit)


def test_the_order_is_the_stated_one() -> None:
    assert list(order(ASKED)) == STATED
    assert [key for key in STATED if key[2] is None] == list(order(Question("dust", ASKED.areas)))


@pytest.mark.parametrize("first", range(len(STATED)))
def test_the_most_specific_row_counts_however_the_table_is_sorted(first: int) -> None:
    rows = [row(at, key) for at, key in enumerate(STATED) if at >= first]
    assert Rows(rows[::-1]).answer(ASKED).unit == first


@pytest.mark.parametrize(
    "key",
    [("straw", None, None), (None, ELSEWHERE, None), ("dust", TOWN, "citizen"), ("straw", TOWN, "patrol")],
)
def test_a_row_about_something_else_never_counts(key: tuple[str | None, int | None, str | None]) -> None:
    assert Rows([row(1, key)]).answer(ASKED).row is None


def test_a_less_specific_row_never_changes_what_a_more_specific_one_says() -> None:
    """A row that is added answers only what nothing, or a less specific row, answered before."""
    chance = random.Random(20261122)
    parents = {1: None, 2: 1, 3: 2, 4: 2, 9: 1}
    keys = list(itertools.product(["dust", "straw", None], [*parents, None], ["patrol", "citizen", None]))
    questions = [
        Question(category, line_up(area, parents), source)
        for category, area, source in itertools.product(
            ["dust", "straw"], [*parents, None], ["patrol", "citizen", None]
        )
    ]
    for _ in range(200):
        known = [row(line, key) for line, key in enumerate(chance.sample(keys, chance.randrange(1, 12)))]
        added = row(99, chance.choice([key for key in keys if key not in {one.key for one in known}]))
        before, after = Rows(known), Rows([*known, added])
        for question in questions:
            old, new = before.answer(question).row, after.answer(question).row
            rank = list(order(question)).index
            if old is None or added.key not in set(order(question)) or rank(old.key) < rank(added.key):
                assert new in ({old, added} if old is None else {old})
            else:
                assert new is added


def test_two_units_for_the_very_same_are_several_and_no_lead() -> None:
    twins = [
        row(2, ("dust", TOWN, None), 5),
        row(3, ("dust", TOWN, None), 6),
        row(4, ("dust", None, None), 7),
    ]

    answer = Rows(twins).answer(ASKED)

    assert (answer.unit, [one.line for one in answer.rivals]) == (None, [3])
    assert [(first.line, other.line) for first, other in rivalries(twins)] == [(2, 3)]


def test_the_explanation_names_every_place_looked_at_and_the_one_row_that_counts() -> None:
    rows = Rows([row(2, ("dust", COUNTY, None)), row(3, (None, TOWN, None)), row(4, (None, None, None))])

    steps = rows.steps(Question("dust", (TOWN, COUNTY)))

    assert [step.key for step in steps] == [
        (c, a, None) for c in ("dust", None) for a in (TOWN, COUNTY, None)
    ]
    assert [[one.line for one in step.rows] for step in steps] == [[], [2], [], [3], [], [4]]
    assert [step.counts for step in steps] == [False, True, False, False, False, False]


def test_gaps_are_the_pairs_that_only_a_source_or_nothing_covers() -> None:
    rows = Rows([row(2, ("dust", COUNTY, None)), row(3, ("straw", None, "patrol"))])
    assert gaps(rows, ["dust", "straw"], [(TOWN, COUNTY), (ELSEWHERE,)]) == [
        ("dust", ELSEWHERE), ("straw", TOWN), ("straw", ELSEWHERE),
    ]  # fmt: skip


def test_a_loop_of_areas_ends() -> None:
    assert line_up(1, {1: 2, 2: 1}) == (1, 2)
