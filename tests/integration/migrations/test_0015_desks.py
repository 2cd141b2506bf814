"""Migration 0015 on both databases: what the release before it wrote is found, and stands in its place."""

from pathlib import Path

from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from inspect_app.app import MIGRATIONS
from inspect_app.cases.tasks import unsettled
from inspect_app.core.db import db
from tests.builders import build_city
from tests.conftest import REPOSITORY

FOLDER = str(REPOSITORY / MIGRATIONS)


def test_desks_and_search_come_to_cases_that_are_there(app: APIFlask, tmp_path: Path) -> None:
    city = build_city(app, tmp_path)
    first, second = (city.hand("inspector").filed(note=note) for note in ("渣土车遗撒", "秸秆冒烟"))
    city.hand("supervisor").does(first, "reject", reason="重复")
    with app.app_context():
        before = db.session.scalar(text("SELECT min(urgent_at) FROM cases"))
        db.session.remove()
        downgrade(FOLDER, revision="0014")
        assert "ix_cases_desk" not in {index["name"] for index in inspect(db.engine).get_indexes("cases")}
        assert "case_notes" not in inspect(db.engine).get_table_names()
        upgrade(FOLDER)
        assert db.session.scalar(text("SELECT min(urgent_at) FROM cases")) == before
        assert not list(db.session.scalars(unsettled()))
        db.session.remove()
    later = city.hand("inspector").filed(note="又冒烟")

    for path, wanted in (
        ("order=urgency", [second, later, first]),
        ("q=渣土", [first]),
        ("q=烟", [later, second]),
    ):
        found = city.hand("supervisor").get(f"/cases?{path}").get_json()["items"]
        assert [case["id"] for case in found] == wanted, path
