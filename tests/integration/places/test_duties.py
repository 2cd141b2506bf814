"""Duty rules: from a file of an operator to the unit that is to handle a case."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, update

from inspect_app.accounts.models import Unit
from inspect_app.audit.queries import history
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.places.models import DutyRule, Grid
from inspect_app.places.queries import bound_by_duty, lineage
from tests.integration.places.conftest import FIRST_DAY, SECOND_DAY, Town

HEADER = "category,grid_code,unit_code,valid_from,valid_to,source\n"
TABLE = """construction_dust,A,A-zj,2020-01-01,,三定方案
straw_burning,,city,2020-01-01,2026-07-01,秸秆办
,A1,A,2020-01-01,,属地
"""

Duties = Callable[[str], tuple[int, list[str]]]


@pytest.fixture
def import_duties(board: Town, cli: FlaskCliRunner, tmp_path: Path) -> Duties:
    def run(lines: str) -> tuple[int, list[str]]:
        file = tmp_path / "duties.csv"
        file.write_text(HEADER + lines, "utf-8")
        result = cli.invoke(args=["duties", "import", str(file)])
        return result.exit_code, result.output.splitlines()

    return run


def unit_for(app: APIFlask, category: str, grid: str | None, on: date = FIRST_DAY) -> int | None:
    with app.app_context():
        grid_id = db.session.scalars(select(Grid.id).where(Grid.code == grid)).one() if grid else None
        return bound_by_duty(category, lineage(grid_id), on)


def test_a_case_finds_the_unit_of_the_most_specific_rule(
    app: APIFlask, board: Town, import_duties: Duties
) -> None:
    assert import_duties(TABLE) == (0, ["duties.csv: added 3, ended 0, unchanged 0"])

    assert unit_for(app, "construction_dust", "A2") == board.bureau  # from the county above
    assert unit_for(app, "construction_dust", "B") is None
    assert unit_for(app, "straw_burning", "A1") == board.city  # the category before the town
    assert unit_for(app, "straw_burning", None) == board.city
    assert unit_for(app, "road_dust", "A1") == board.a
    assert unit_for(app, "road_dust", "A2") is None


def test_a_rule_counts_only_on_its_days(app: APIFlask, board: Town, import_duties: Duties) -> None:
    import_duties(TABLE)

    days = [FIRST_DAY - timedelta(days=1), FIRST_DAY, SECOND_DAY - timedelta(days=1), SECOND_DAY]
    assert [unit_for(app, "straw_burning", "B", day) for day in days] == [None, board.city, board.city, None]


def test_a_new_rule_ends_the_open_one_about_the_same(
    app: APIFlask, board: Town, import_duties: Duties
) -> None:
    import_duties(TABLE)
    assert import_duties(f"construction_dust,A,B,{SECOND_DAY},,改革\n{TABLE.splitlines()[0]}") == (
        1,
        [
            "Error: Nothing was imported; faults found: 1.",
            "line 2: overlaps with line 3, which is about the same",
        ],
    )
    assert import_duties(f"construction_dust,A,B,{SECOND_DAY},,改革") == (
        0,
        ["duties.csv: added 1, ended 1, unchanged 0"],
    )
    days = [SECOND_DAY - timedelta(days=1), SECOND_DAY]
    assert [unit_for(app, "construction_dust", "A1", day) for day in days] == [board.bureau, board.b]


def test_the_same_file_again_changes_nothing(app: APIFlask, import_duties: Duties) -> None:
    import_duties(TABLE)

    assert import_duties(TABLE) == (0, ["duties.csv: added 0, ended 0, unchanged 3"])
    with app.app_context():
        kinds = [event.kind for event in history("places")]
        assert db.session.query(DutyRule).count() == 3
    assert kinds[-2:] == ["duties_imported", "duties_imported"]


def test_one_bad_line_keeps_all_out_and_every_fault_is_told(app: APIFlask, import_duties: Duties) -> None:
    import_duties(TABLE)
    code, told = import_duties(
        "dust,nowhere,A,2020-01-01,,s\n"
        "dust,A,nobody,2020-01-01,,s\n"
        "straw_burning,,A,2026-06-30,,s\n"
        "dust,B,B,yesterday,,s\n"
        "road_dust,,city,2020-01-01,,s\n"
    )

    assert code == 1
    assert told == [
        "Error: Nothing was imported; faults found: 4.",
        "line 5: valid_from is no day like 2026-01-31",
        "line 2: there is no grid nowhere",
        "line 3: there is no unit nobody",
        "line 4: a rule about the same holds from 2020-01-01 to 2026-07-01",
    ]
    assert unit_for(app, "road_dust", "B") is None


def test_a_unit_that_no_longer_works_has_no_duties(app: APIFlask, board: Town, import_duties: Duties) -> None:
    import_duties(TABLE)
    with app.app_context(), write_transaction():
        db.session.execute(update(Unit).where(Unit.id == board.bureau).values(active=False))

    assert unit_for(app, "construction_dust", "A") is None
