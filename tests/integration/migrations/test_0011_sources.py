"""Migration 0011: every report and case that is there came from a patrol."""

from typing import Any

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.audit.fsck import check_log
from inspect_app.core.db import db
from tests.builders import City
from tests.integration.test_migrations import FOLDER, tables

Json = dict[str, Any]


def test_0011_finds_every_report_that_is_there_a_patrol(city: City) -> None:
    case_id = city.hand("inspector").filed()
    rows = {name: text(f"SELECT * FROM {name}") for name in ("cases", "reports")}  # noqa: S608 - names of this test

    def all_rows() -> dict[str, Json]:
        found = {name: dict(db.session.execute(query).mappings().one()) for name, query in rows.items()}
        db.session.remove()
        return found

    with city.app.app_context():
        downgrade(FOLDER, revision="0010")
        before = all_rows()
        assert "case_references" not in tables()
        upgrade(FOLDER)
        after = all_rows()
        assert check_log() == []
        db.session.remove()

    for name, row in before.items():
        assert row == {column: after[name][column] for column in row}
        assert after[name]["source"] == "patrol"
    assert city.hand("supervisor").case(case_id)["source"]["code"] == "patrol"
