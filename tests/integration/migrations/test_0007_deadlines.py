"""Migration 0007: modes and provisional deadlines, beside clocks and requests that are there."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.builders import City, days_ahead
from tests.integration.test_migrations import FOLDER


def test_0007_keeps_clocks_and_requests_that_are_there(city: City) -> None:
    case_id = city.hand("inspector").filed()
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], mode="scheduled")
    worker.does(case_id, "acknowledge")
    worker.asks(case_id, "extension", due_at=days_ahead(9), reason="下雨")
    told = {name: text(f"SELECT * FROM {name} ORDER BY id") for name in ("clocks", "cases", "case_requests")}  # noqa: S608 - names of this test

    with city.app.app_context():
        downgrade(FOLDER, revision="0006")
        before = {name: db.session.execute(query).mappings().all() for name, query in told.items()}
        db.session.remove()
        upgrade(FOLDER)
        after = {name: db.session.execute(query).mappings().all() for name, query in told.items()}

    assert all("mode" not in row for row in before["cases"])
    assert [row["mode"] for row in after["cases"]] == [None]
    assert not any(row["provisional"] for row in after["clocks"])
    for name, rows in before.items():
        assert [dict(row) for row in rows] == [
            {column: late[column] for column in row} for row, late in zip(rows, after[name], strict=True)
        ]
