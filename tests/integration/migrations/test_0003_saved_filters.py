"""Migration 0003: saved filters, beside people who are there."""

from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.integration.test_migrations import FOLDER, tables


def test_saved_filters_come_and_go_and_leave_the_people(empty: APIFlask) -> None:
    upgrade(FOLDER, revision="0002")
    with db.engine.begin() as connection:
        person = "INSERT INTO people (id, username, name, active, former_hashes, created_at)"
        connection.execute(text(f"{person} VALUES (1, 'du', '督导', true, '[]', '2026-01-01 00:00:00')"))
    upgrade(FOLDER, revision="0003")
    with db.engine.begin() as connection:
        row = "INSERT INTO saved_filters (id, person_id, name, query, created_at)"
        values = "('01900000000070008000000000000000', 1, '超期', '{}', '2026-01-01 00:00:00')"
        connection.execute(text(f"{row} VALUES {values}"))

    downgrade(FOLDER, revision="0002")

    assert "saved_filters" not in tables()
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT username FROM people")).scalars().all() == ["du"]
