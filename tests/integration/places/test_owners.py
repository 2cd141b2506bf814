"""Who a grid belongs to from day to day, and grids that are taken out of force."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner

from inspect_app.audit.queries import history
from inspect_app.places.queries import lineage, owner_of
from tests.integration.places.conftest import (
    COUNTIES,
    FIRST_DAY,
    SECOND_DAY,
    TOWNS,
    Import,
    Town,
    code_at,
    grid_id,
    inside,
)

DAY = timedelta(days=1)


def test_a_retired_grid_no_longer_counts_and_can_come_back(
    app: APIFlask, board: Town, import_file: Import, cli: FlaskCliRunner
) -> None:
    result = cli.invoke(args=["places", "retire", "A1", "--from", str(SECOND_DAY)])

    assert result.exit_code == 0
    assert code_at(app, inside(0, 0), SECOND_DAY - DAY) == "A1"
    assert code_at(app, inside(0, 0), SECOND_DAY) == "A"
    again = cli.invoke(args=["places", "retire", "A1", "--from", str(SECOND_DAY)])
    assert again.exit_code == 1
    assert "not in force" in again.output
    back = import_file([TOWNS[0]], "town", since=SECOND_DAY + DAY)
    assert "reshaped 1" in back.output
    assert [code_at(app, inside(0, 0), SECOND_DAY + DAY * n) for n in (0, 1)] == ["A", "A1"]


def test_a_grid_goes_to_the_unit_with_its_code_and_those_below_follow(app: APIFlask, board: Town) -> None:
    with app.app_context():
        units = [owner_of(lineage(grid_id(code)), FIRST_DAY) for code in ("A", "A1", "B")]
        outside = owner_of(lineage(None), FIRST_DAY)
    assert units == [board.a, board.a, board.b]
    assert outside == board.city


def test_a_grid_changes_hands_on_a_day(
    app: APIFlask, board: Town, cli: FlaskCliRunner, import_file: Import
) -> None:
    result = cli.invoke(args=["places", "own", "A", "B", "--from", str(SECOND_DAY)])

    assert result.exit_code == 0
    with app.app_context():
        units = [owner_of(lineage(grid_id("A1")), day) for day in (SECOND_DAY - DAY, SECOND_DAY)]
        (event,) = history("grid:A")
    assert units == [board.a, board.b]
    assert event.kind == "grid_owned"
    assert "owned 0" in import_file(COUNTIES).output  # a second import takes nothing back


def test_before_anybody_owned_it_a_grid_belongs_to_the_root(app: APIFlask, board: Town) -> None:
    with app.app_context():
        assert owner_of(lineage(grid_id("A1")), FIRST_DAY - DAY) == board.city


IMPOSSIBLE = [
    (["own", "nowhere", "A"], "no grid with the code nowhere"),
    (["own", "A", "nobody"], "no unit with the code nobody"),
    (["own", "A", "B", "--from", "2019-12-31"], "an owner from a later day"),
    (["retire", "nowhere"], "no grid with the code nowhere"),
    (["retire", "A", "--from", "2019-12-31"], "not in force on 2019-12-31"),
]


def test_what_cannot_be_done_is_refused_in_words(
    board: Town, cli: FlaskCliRunner, subtests: pytest.Subtests
) -> None:
    for arguments, says in IMPOSSIBLE:
        with subtests.test(arguments=arguments):
            result = cli.invoke(args=["places", *arguments])

            assert result.exit_code == 1
            assert says in result.output
