"""Importing grids: all or nothing, versions by date, parents, owners, and the entry in the log."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from apiflask import APIFlask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from inspect_app.audit.queries import entry_body, history
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.transaction import write_transaction
from inspect_app.places.datum import Datum
from inspect_app.places.geojson import Form, read_grids
from inspect_app.places.index import PlaceState
from inspect_app.places.lookup import grid_index, place_position
from inspect_app.places.models import Grid, GridVersion
from inspect_app.places.service.grids import Batch, Counts, import_grids
from tests.integration.conftest import AppWith
from tests.integration.places.conftest import (
    COUNTIES,
    FIRST_DAY,
    LONG_AGO,
    SECOND_DAY,
    TOWNS,
    Import,
    Town,
    code_at,
    count,
    grid_id,
    inside,
    log_length,
    square,
)

DAY = timedelta(days=1)


def test_an_imported_grid_is_found_and_its_import_is_in_the_log(
    app: APIFlask, import_file: Import, tmp_path: Path, town: Town
) -> None:
    result = import_file(COUNTIES)

    assert result.output == "grids.geojson: added 2, reshaped 0, unchanged 0, relabelled 0, owned 2\n"
    assert code_at(app, inside(0, 0), FIRST_DAY) == "A"
    with app.app_context():
        (event,) = history("places")
    sha256 = hashlib.sha256((tmp_path / "grids.geojson").read_bytes()).hexdigest()
    assert event.kind == "places_imported"
    assert event.actor_id is None
    with app.app_context():
        body = json.loads(entry_body(event.log_index) or b"")
    assert body["facts"] == {
        "sha256": sha256,
        "level": "county",
        "datum": "wgs84",
        "valid_from": "2020-01-01",
        "added": 2,
        "reshaped": 0,
        "unchanged": 0,
        "relabelled": 0,
        "owned": 2,
    }


def test_a_gcj02_file_is_stored_in_wgs84_with_its_datum_and_box(
    app: APIFlask, import_file: Import, town: Town
) -> None:
    import_file([square("A", 0, 0)], datum="gcj02")

    with app.app_context():
        version = db.session.scalars(select(GridVersion)).one()
    assert version.source_datum == "gcj02"
    shift_e7 = 1_120_000_000 - version.west_e7
    assert 55_000 < shift_e7 < 70_000  # 0.006 degrees, about 550 m
    assert version.west_e7 < version.east_e7
    assert version.south_e7 < version.north_e7
    assert code_at(app, (34.005, 111.9945), FIRST_DAY) == "A"
    with app.app_context():
        assert place_position(34.005, 112.0095, 0, FIRST_DAY).state != PlaceState.INSIDE


def test_one_bad_feature_keeps_the_whole_file_out_and_every_fault_is_told(
    app: APIFlask, import_file: Import, town: Town
) -> None:
    before = log_length(app)
    bowtie = square("C", 0, 0)
    ring = bowtie["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]

    result = import_file(
        [*COUNTIES, bowtie, square("A", 1, 1), square("D", 0, 0, above="nowhere")],
        "county",
        "--parent-field",
        "above",
    )

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Error: Nothing was imported; faults found: 3.",
        "feature 2 (C): the shape is invalid: Self-intersection[112.005 34.005]",
        "feature 3 (A): an earlier feature has the same code",
        "feature 4 (D): there is no grid nowhere to be its parent",
    ]
    assert count(app, Grid) == 0
    assert log_length(app) == before


def test_an_unchanged_grid_stays_and_a_changed_one_gets_a_version_from_the_day_on(
    app: APIFlask, board: Town, import_file: Import
) -> None:
    moved = square("A1", 0, 1, above="A")

    result = import_file([moved, TOWNS[1]], "town", "--parent-field", "above", since=SECOND_DAY)

    assert result.output.endswith("added 0, reshaped 1, unchanged 1, relabelled 0, owned 0\n")
    assert code_at(app, inside(0, 0), SECOND_DAY - DAY) == "A1"
    assert code_at(app, inside(0, 0), SECOND_DAY) == "A"
    assert code_at(app, inside(0, 1), SECOND_DAY - DAY) == "A"
    assert code_at(app, inside(0, 1), SECOND_DAY) == "A1"
    with app.app_context():
        versions = db.session.scalars(select(GridVersion).where(GridVersion.grid_id == grid_id("A1"))).all()
    days = [(v.version, v.valid_from, v.valid_to) for v in versions]
    assert days == [(1, FIRST_DAY, SECOND_DAY), (2, SECOND_DAY, None)]


def test_a_wrong_import_can_be_corrected_on_the_same_day(
    app: APIFlask, import_file: Import, town: Town
) -> None:
    import_file([square("A", 5, 5)])
    result = import_file([square("A", 0, 0)])

    assert "reshaped 1" in result.output
    assert code_at(app, inside(0, 0), FIRST_DAY) == "A"
    assert code_at(app, inside(5, 5), FIRST_DAY) is None


def test_history_is_not_rewritten_by_an_earlier_day(board: Town, import_file: Import) -> None:
    result = import_file([square("A", 0, 0)], since=FIRST_DAY - DAY)

    assert result.exit_code == 1
    assert "feature 0 (A): its present border is in force since 2020-01-01" in result.output


def test_a_name_changes_without_a_new_version(app: APIFlask, board: Town, import_file: Import) -> None:
    result = import_file([square("A1", 0, 0, name="新名")], "town", since=SECOND_DAY)

    assert result.output.endswith("unchanged 1, relabelled 1, owned 0\n")
    with app.app_context():
        placement = place_position(*inside(0, 0), 0, FIRST_DAY)
    assert placement.grid is not None
    assert placement.grid.name == "新名"
    assert placement.grid.parent_id is not None  # a file that names no parent does not take it away


def test_a_code_keeps_its_level(board: Town, import_file: Import) -> None:
    result = import_file([square("A", 0, 0)], "town")

    assert result.exit_code == 1
    assert "feature 0 (A): the code belongs to 网格A, a grid of level county" in result.output


def test_a_level_is_one_lower_case_word(import_file: Import) -> None:
    result = import_file(COUNTIES, "County level")

    assert result.exit_code == 2
    assert "one lower-case word" in result.output


@pytest.mark.parametrize(
    "features",
    [
        [square("X", 0, 0, above="Y"), square("Y", 0, 0, above="X")],
        [square("A", 0, 0, above="A")],
    ],
)
def test_no_grid_stands_above_itself(
    app: APIFlask, town: Town, import_file: Import, features: list[object]
) -> None:
    result = import_file(features, "county", "--parent-field", "above")

    assert result.exit_code == 1
    assert result.output.count("its parents lead back to itself") == len(features)
    assert count(app, Grid) == 0


def test_a_loop_through_an_earlier_import_is_seen(board: Town, import_file: Import) -> None:
    result = import_file([COUNTIES[0]], "county", "--parent", "A1")

    assert result.exit_code == 1
    assert "feature 0 (A): its parents lead back to itself" in result.output


def test_an_unreadable_file_is_one_fault(import_file: Import, cli: FlaskCliRunner, tmp_path: Path) -> None:
    result = import_file("no features")

    assert result.exit_code == 1
    assert "file: this is no FeatureCollection or array of Features" in result.output


def test_another_process_sees_an_import_at_its_next_question(
    app_with: AppWith, board: Town, import_file: Import
) -> None:
    other = app_with()
    assert code_at(other, inside(0, 1), SECOND_DAY) == "A"
    with other.app_context():
        assert grid_index() is grid_index()

    import_file([square("A1", 0, 1)], "town", since=SECOND_DAY)

    assert code_at(other, inside(0, 1), SECOND_DAY) == "A1"


def test_two_imports_at_once_queue(app: APIFlask, town: Town) -> None:
    reading = read_grids(json.dumps(COUNTIES).encode(), Form(Datum.WGS84, "code", "name"))
    start = Barrier(2)

    def run(_: int) -> Counts:
        with app.app_context():
            start.wait()
            with write_transaction():
                return import_grids(
                    Context(SYSTEM, LONG_AGO), reading, Batch("county", FIRST_DAY, Datum.WGS84, "0" * 64)
                )

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(run, range(2)))

    assert sorted((counts.added, counts.unchanged) for counts in done) == [(0, 2), (2, 0)]
