"""Migration 0004: signs of life, on a database that is in use."""

from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.operations.heartbeat import beat, workers_alive
from tests.integration.test_migrations import FOLDER


def test_signs_of_life_come_and_go_with_their_table(empty: APIFlask) -> None:
    upgrade(FOLDER, revision="0003")
    with write_transaction() as session:
        session.execute(text("INSERT INTO counters (name, value) VALUES ('case-2026', 7)"))
    upgrade(FOLDER, revision="0004")
    now = utc_now()
    with write_transaction():
        beat(uuid7(), now, now)
    downgrade(FOLDER, revision="0003")
    upgrade(FOLDER, revision="0004")

    assert workers_alive(now) == 0
    assert db.session.execute(text("SELECT value FROM counters")).scalar_one() == 7
