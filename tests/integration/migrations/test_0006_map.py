"""Migration 0006: the index of the map over cases that are there, and the stations."""

from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from inspect_app.core.db import db
from tests.integration.test_migrations import FOLDER, indexes_of_cases, tables

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
