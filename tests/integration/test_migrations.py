"""The migrations on both databases: up, down, up again, and the result is what the models say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from config import Config
from inspect_app.app import MIGRATIONS, create_app
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import log_head
from inspect_app.cases.statuses import Status
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from inspect_app.operations.heartbeat import beat, workers_alive
from tests.builders import API, announcement, build_city, days_ahead, jpeg
from tests.conftest import REPOSITORY
from tests.integration.conftest import POSTGRES, driver
from tests.servers.postgres import drop_database, new_database

BOOKKEEPING = {"alembic_version"}
FOLDER = str(REPOSITORY / MIGRATIONS)


@pytest.fixture
def empty(config: Config, pair: str, request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """An application whose database has no table yet."""
    name = "empty_" + config.database.rpartition("/")[2][-16:].replace(".", "_")
    url = request.getfixturevalue("postgres_url") if pair == POSTGRES else ""
    address = driver(new_database(url, name)) if url else f"sqlite:///{config.instance / 'empty.db'}"
    app = create_app(replace(config, database_url=address))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if url:
        drop_database(url, name)


def tables() -> set[str]:
    """What the database has at this moment."""
    return set(inspect(db.engine).get_table_names())


def test_up_down_and_up_again_ends_at_the_models(empty: APIFlask) -> None:
    assert tables() == set()

    upgrade(FOLDER)
    first = described()
    downgrade(FOLDER, revision="base")
    assert tables() <= BOOKKEEPING
    upgrade(FOLDER)

    assert described() == first
    assert tables() - BOOKKEEPING == set(db.metadata.tables)


def told(index: Mapping[str, Any]) -> dict[str, str]:
    """An index in words: the condition of a partial one is an object that equals only itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**{name: str(value) for name, value in index.items()}, "dialect_options": str(options)}


def described() -> dict[str, object]:
    """The columns, keys and indexes of every table, as the database tells them."""
    look = inspect(db.engine)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(name)],
            look.get_pk_constraint(name),
            sorted(look.get_foreign_keys(name), key=str),
            sorted(str(told(index)) for index in look.get_indexes(name)),
            sorted(look.get_unique_constraints(name), key=str),
            sorted(look.get_check_constraints(name), key=str),
        )
        for name in sorted(tables())
    }


def test_the_migrated_schema_is_that_of_the_models(app: APIFlask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrating_and_creating_give_the_same_tables(empty: APIFlask) -> None:
    """Alembic compares no CHECK constraints and few details; the database itself tells them all."""
    db.metadata.create_all(db.engine)
    wanted = described()
    db.metadata.drop_all(db.engine)
    upgrade(FOLDER)
    found = described()
    del found["alembic_version"]

    assert found == wanted
    assert found["cases"]


def test_a_fresh_log_is_empty_whole_and_ready_to_be_locked(app: APIFlask) -> None:
    with app.app_context():
        heads = db.session.execute(text("SELECT log_id, size FROM log_heads")).all()
        assert [tuple(row) for row in heads] == [(1, 0)]
        assert log_head().size == 0
        assert check_log() == []


def test_the_database_itself_knows_the_statuses(app: APIFlask) -> None:
    with app.app_context():
        rules = [str(rule["sqltext"]) for rule in inspect(db.engine).get_check_constraints("cases")]

    assert [all(f"'{status}'" in rule for status in Status) for rule in rules] == [True]


def test_0002_adds_marks_and_heading_to_photos_that_are_there(app: APIFlask, tmp_path: Path) -> None:
    city = build_city(app, tmp_path)
    drawn = {"shape": "box", "colour": "red", "start": [1, 2], "end": [3, 4]}
    photo = announcement(jpeg()) | {"annotations": [drawn], "heading_deg": 12.3}
    city.hand("inspector").filed(photos=[photo])
    every = text("SELECT * FROM photos")

    with app.app_context():
        downgrade(FOLDER, revision="0001")
        before = db.session.execute(every).mappings().one()
        db.session.remove()
        upgrade(FOLDER)
        after = db.session.execute(every).mappings().one()

    assert "annotations" not in before
    assert (after["annotations"], after["heading_ddeg"]) == (None, None)
    assert dict(before) == {name: after[name] for name in before}


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


def test_signs_of_life_come_and_go_with_their_table(empty: APIFlask) -> None:
    """Migration 0004 on a database that is in use."""
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


UNIT = "INSERT INTO units (id, code, name, kind, active, created_at) VALUES (1, 'c', 'c', 'city', true, :at)"
PERSON = """
INSERT INTO people (id, username, name, unit_id, active, created_at, former_hashes)
VALUES (1, 'p', 'p', 1, true, :at, '[]')
"""
CASE = """
INSERT INTO cases (id, number, status, version, round, round_at, category, note, fields, reporter_id,
  captured_at, reported_at, updated_at, lat_e7, lon_e7, map_cell, placement, placement_candidates,
  jurisdiction_unit_id, refusals, relapses)
VALUES (:id, :number, 'reported', 1, 1, :at, 'bare_soil', '', '{}', 1, :at, :at, :at, 346500000, 1124500000,
  448836249, 'inside', '[]', 1, 0, 0)
"""


def indexes_of_cases() -> set[str | None]:
    return {index["name"] for index in inspect(db.engine).get_indexes("cases")}


def test_the_map_comes_to_cases_that_are_there_and_goes_again(empty: APIFlask) -> None:
    upgrade(FOLDER, revision="0005")
    at = {"at": "2026-06-01 00:00:00"}
    with db.engine.begin() as connection:
        connection.execute(text(UNIT), at)
        connection.execute(text(PERSON), at)
        for n in range(3):
            connection.execute(text(CASE), {"id": f"{n:032x}", "number": f"YH-{n}", **at})

    upgrade(FOLDER, revision="0006")
    assert "ix_cases_map" in indexes_of_cases()
    assert "ix_cases_map_cell" not in indexes_of_cases()
    downgrade(FOLDER, revision="0005")

    assert "ix_cases_map" not in indexes_of_cases()
    assert "ix_cases_map_cell" in indexes_of_cases()
    assert "stations" not in tables()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM cases WHERE map_cell = 448836249")) == 3


def test_notices_go_with_their_tables_and_leave_the_cases(app: APIFlask, tmp_path: Path) -> None:
    """Migration 0005, with notices, a delivery and settings in it."""
    city = build_city(app, tmp_path)
    case_id = city.hand("inspector").filed()
    quiet = {"on": True, "start": "22:00", "end": "07:00"}
    wishes = {"groups": {}, "quiet": quiet, "mail": None, "language": "zh"}
    assert city.hand("supervisor").client.put("/api/v1/me/notice-settings", json=wishes).status_code == 200
    new = {"notices", "noticed_events", "deliveries", "notice_preferences", "push_subscriptions", "robots"}

    with app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM notices")).scalar_one() == 1
        db.session.remove()
        assert new <= tables()
        downgrade(FOLDER, revision="0004")
        assert tables() & new == set()
        upgrade(FOLDER)
        assert db.session.execute(text("SELECT count(*) FROM notices")).scalar_one() == 0
        db.session.remove()
    city.hand("supervisor").does(case_id, "accept")
    assert city.hand("inspector").get("/notices/unread").get_json()["count"] == 1


def test_0007_keeps_clocks_and_requests_that_are_there(app: APIFlask, tmp_path: Path) -> None:
    city = build_city(app, tmp_path)
    case_id = city.hand("inspector").filed()
    boss, worker = city.hand("supervisor"), city.hand("handler")
    boss.does(case_id, "accept")
    boss.does(case_id, "assign", unit_id=city.units["works"], mode="scheduled")
    worker.does(case_id, "acknowledge")
    worker.asks(case_id, "extension", due_at=days_ahead(9), reason="下雨")
    told = {name: text(f"SELECT * FROM {name} ORDER BY id") for name in ("clocks", "cases", "case_requests")}  # noqa: S608 - names of this test

    with app.app_context():
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


def test_the_ledger_comes_to_cases_that_are_there_and_goes_again(app: APIFlask, tmp_path: Path) -> None:
    city = build_city(app, tmp_path)
    case_id = city.hand("inspector").filed()
    period = {"unit_id": city.units["east"], "first_day": utc_now().date().isoformat(), "document": "1号"}
    with app.app_context():
        started = city.hand("supervisor").client.put(f"{API}/rhythms/{uuid7()}", json=period)
        assert started.status_code in {201, 422}  # the day here and that of UTC may differ
        downgrade(FOLDER, revision="0007")
        assert "rhythm_periods" not in tables()
        assert "ix_cases_reported_at_id" not in indexes_of_cases()
        db.session.remove()
        upgrade(FOLDER)
        assert "ix_cases_reported_at_id" in indexes_of_cases()
        assert check_log() == []
    assert city.hand("supervisor").get("/ledger").get_json()["items"][0]["id"] == case_id


def test_documents_and_proposals_go_with_their_tables_and_leave_the_cases(
    app: APIFlask, tmp_path: Path
) -> None:
    city = build_city(app, tmp_path)
    case_id = city.hand("inspector").filed()
    order = {"rung": "reminder", "unit_id": city.units["works"], "demand": "覆盖", "case_ids": [case_id]}
    path = f"/api/v1/supervision/documents/{uuid7()}"
    assert city.hand("supervisor").client.put(path, json=order).status_code == 201
    new = {"proposals", "documents", "document_cases", "document_replies", "document_findings"}

    with app.app_context():
        assert new <= tables()
        downgrade(FOLDER, revision="0009")
        assert tables() & new == set()
        upgrade(FOLDER)
        assert db.session.execute(text("SELECT count(*) FROM documents")).scalar_one() == 0
        db.session.remove()
    assert city.hand("supervisor").case(case_id)["status"] == "reported"
