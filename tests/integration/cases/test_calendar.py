"""Holidays in the running product: provisional deadlines, importing a year, and telling operators."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner

from inspect_app.accounts.models import Person
from inspect_app.accounts.standing import actor_of
from inspect_app.audit.fsck import check_log
from inspect_app.cases.calendar.store import load_calendar
from inspect_app.cases.service import perform
from inspect_app.cases.tasks import warn_of_unknown_years
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from tests.builders import City, Json

NEW_YEAR_2027 = "day,working,zh,en\n2027-01-01,0,元旦,New Year's Day\n2027-01-04,0,元旦,New Year's Day\n"


@pytest.fixture
def late_december(city: City, app: APIFlask) -> str:
    """A case assigned on 30 December 2026 by a rule of five working days."""
    case_id = city.hand("inspector").filed()
    city.hand("supervisor").does(case_id, "accept")
    now = datetime(2026, 12, 30, 2, tzinfo=UTC)
    boss = Context(SYSTEM, now)
    with app.app_context(), write_transaction():
        from_system = {"unit_id": city.units["works"], "mode": "scheduled"}
        assign_as_supervisor(city, boss, case_id, from_system)
    return case_id


def assign_as_supervisor(city: City, ctx: Context, case_id: str, form: Json) -> None:
    """Assign at a moment of one's own choice."""
    actor = actor_of(db.session.get_one(Person, city.people["supervisor"]), ctx.now)
    perform(Context(actor, ctx.now), UUID(case_id), "assign", form)


def test_announced_holidays_move_provisional_deadlines(
    late_december: str, city: City, app: APIFlask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    case = city.hand("supervisor").case(late_december)
    assert case["due_provisional"]
    assert case["due_at"] == "2027-01-06T10:00:00.000Z"
    file = tmp_path / "2027.csv"
    file.write_text(NEW_YEAR_2027, encoding="utf-8")
    said = cli.invoke(args=["calendar", "import", str(file), "--year", "2027", "--source", "国办发明电"])
    assert said.exit_code == 0, said.output
    assert "1 deadlines moved" in said.output
    case = city.hand("supervisor").case(late_december)
    assert (case["due_at"], case["due_provisional"]) == ("2027-01-08T10:00:00.000Z", False)
    assert case["assignment"]["due_at"] == case["due_at"]
    items = city.hand("supervisor").get(f"/cases/{late_december}/clocks").get_json()["items"]
    spans = next(item["spans"] for item in items if item["kind"] == "rectify")
    assert [span["why"]["code"] for span in spans] == ["rule", "recounted"]
    assert cli.invoke(args=["calendar", "doctor"]).output.endswith("0 cases with a provisional deadline\n")
    with app.app_context():
        assert check_log() == []


WRONG_FILES = ["day,zh\n2027-01-01,元旦\n", "day,working,zh,en\n2026-01-01,0,元旦,x\n", "day,working,zh,en\n"]


def test_a_calendar_file_that_does_not_fit_is_refused_whole(
    app: APIFlask, cli: FlaskCliRunner, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for content in WRONG_FILES:
        with subtests.test(content=content):
            file = tmp_path / "bad.csv"
            file.write_text(content, encoding="utf-8")
            said = cli.invoke(args=["calendar", "import", str(file), "--year", "2027", "--source", "x"])
            assert said.exit_code == 1
            with app.app_context():
                assert not load_calendar().knows(2027)


def test_operators_hear_of_a_year_whose_holidays_are_unknown(
    app: APIFlask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        warn_of_unknown_years(datetime(2026, 12, 20, tzinfo=UTC))
    assert "holidays of 2027 are unknown" in caplog.text
    ready = app.test_client().get("/readyz").get_json()
    assert ready["status"] == "ready"
    assert isinstance(ready["warnings"], list)
