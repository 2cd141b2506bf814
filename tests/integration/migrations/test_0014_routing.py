"""Migrations 0014 to 0017 on a database with a case and a running clock in it, up, down and up again."""

from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.builders import City
from tests.integration.test_migrations import FOLDER, tables

NEW = {"duty_tables", "duty_rows", "case_helpers"}
CASES = text("SELECT * FROM cases")


def test_duty_tables_come_to_cases_that_are_there_and_leave_them(app: APIFlask, city: City) -> None:
    case_id = city.hand("inspector").filed()
    with app.app_context():
        before = db.session.execute(CASES).mappings().one()
        db.session.remove()
        downgrade(FOLDER, revision="0013")
        old = db.session.execute(CASES).mappings().one()
        assert tables() & NEW == set()
        db.session.remove()
        upgrade(FOLDER)
        after = db.session.execute(CASES).mappings().one()
        assert tables() >= NEW

    assert (before["priority"], after["priority"], after["duty_table_id"]) == (0, 0, None)
    assert dict(old) == {name: after[name] for name in old}
    assert city.hand("supervisor").case(case_id)["status"] == "reported"
