"""The tree of units: who is below whom, and what would make a circle."""

from hypothesis import given
from hypothesis import strategies as st

from inspect_app.accounts.tree import UnitTree

CITY, EAST, WEST, STREET, YARD = 1, 2, 3, 4, 5
TREE = UnitTree({CITY: None, EAST: CITY, WEST: CITY, STREET: EAST, YARD: STREET})


def test_a_subtree_is_the_unit_and_everything_below() -> None:
    assert TREE.subtree([EAST]) == {EAST, STREET, YARD}
    assert TREE.subtree([YARD]) == {YARD}
    assert TREE.subtree([WEST, STREET]) == {WEST, STREET, YARD}
    assert TREE.subtree([CITY]) == {CITY, EAST, WEST, STREET, YARD}


def test_unknown_units_and_no_units_reach_nothing() -> None:
    assert TREE.subtree([]) == frozenset()
    assert TREE.subtree([99]) == frozenset()
    assert TREE.line_up(99) == []
    assert TREE.parent_of(99) is None


def test_the_line_up_ends_at_the_root() -> None:
    assert TREE.line_up(YARD) == [YARD, STREET, EAST, CITY]
    assert TREE.line_up(CITY) == [CITY]
    assert TREE.root() == CITY
    assert TREE.parent_of(CITY) is None
    assert UnitTree({}).root() is None


def test_a_unit_under_itself_or_its_own_child_would_be_a_circle() -> None:
    assert TREE.would_loop(EAST, EAST)
    assert TREE.would_loop(EAST, YARD)
    assert not TREE.would_loop(EAST, WEST)
    assert not TREE.would_loop(YARD, WEST)


@st.composite
def trees(draw: st.DrawFn) -> UnitTree:
    size = draw(st.integers(1, 30))
    parents = {n: draw(st.integers(1, n - 1)) if n > 1 else None for n in range(1, size + 1)}
    return UnitTree(parents)


@given(trees(), st.data())
def test_a_unit_is_in_a_subtree_exactly_when_its_line_up_passes_the_top(
    tree: UnitTree, data: st.DataObject
) -> None:
    top = data.draw(st.sampled_from(sorted(tree.parents)))
    assert tree.subtree([top]) == {unit for unit in tree.parents if top in tree.line_up(unit)}
