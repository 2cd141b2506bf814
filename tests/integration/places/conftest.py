"""A board of square grids and a few units, for the tests of places."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import func, select

from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.accounts.sessions import cookie_name, open_session
from inspect_app.audit.queries import log_size
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.roles import Role
from inspect_app.core.transaction import write_transaction
from inspect_app.places.lookup import place_position
from inspect_app.places.models import Grid

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FIRST_DAY, SECOND_DAY = date(2020, 1, 1), date(2026, 7, 1)
WEST, SOUTH, SIDE = 112.0, 34.0, 0.01

Import = Callable[..., Result]
Browser = Callable[..., FlaskClient]


@dataclass(frozen=True)
class Town:
    """The ids of the units: city → a (with its bureau), city → b."""

    city: int
    a: int
    bureau: int
    b: int


@pytest.fixture
def town(app: APIFlask) -> Town:
    """Units whose codes are those of the counties A and B, and a bureau in A."""
    ctx = Context(SYSTEM, LONG_AGO)
    with app.app_context(), write_transaction():
        city = create_unit(ctx, code="city", name="市局", kind="city", parent_id=None).id
        a = create_unit(ctx, code="A", name="甲县", kind="district", parent_id=city).id
        bureau = create_unit(ctx, code="A-zj", name="甲县住建局", kind="bureau", parent_id=a).id
        b = create_unit(ctx, code="B", name="乙县", kind="district", parent_id=city).id
    return Town(city, a, bureau, b)


def square(
    code: str, column: float, row: float, *, wide: float = 1, high: float = 1, name: str = "", **more: Any
) -> dict[str, Any]:
    """A feature whose south-west corner is so many squares east and north of 112° E, 34° N."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    east, north = west + wide * SIDE, south + high * SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name or f"网格{code}", **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def inside(column: int, row: int) -> tuple[float, float]:
    """The middle (lat, lon) of a square of the board."""
    return SOUTH + (row + 0.5) * SIDE, WEST + (column + 0.5) * SIDE


COUNTIES = [square("A", 0, 0, wide=4, high=4), square("B", 4, 0, wide=4, high=4)]
TOWNS = [square("A1", 0, 0, above="A"), square("A2", 1, 0, above="A")]


@pytest.fixture
def import_file(cli: FlaskCliRunner, tmp_path: Path) -> Import:
    """A function: write features to a file and import it with `flask places import`."""

    def run(
        features: Any, level: str = "county", *options: str, since: date = FIRST_DAY, datum: str = "wgs84"
    ) -> Result:
        file = tmp_path / "grids.geojson"
        file.write_text(json.dumps(features))
        fields = ["--code-field", "code", "--name-field", "name", "--valid-from", since.isoformat()]
        return cli.invoke(
            args=["places", "import", str(file), "--level", level, "--datum", datum, *fields, *options]
        )

    return run


@pytest.fixture
def board(town: Town, import_file: Import) -> Town:
    """Two counties and two towns, imported."""
    assert import_file(COUNTIES).exit_code == 0
    assert import_file(TOWNS, "town", "--parent-field", "above").exit_code == 0
    return town


@pytest.fixture
def browser(app: APIFlask) -> Browser:
    """A function: the browser of a new person with a role in a unit, perhaps in one grid."""

    def open_for(role: Role, unit_id: int, grid_id: int | None = None) -> FlaskClient:
        ctx = Context(SYSTEM, utc_now())
        with app.app_context(), write_transaction():
            person = create_person(
                ctx, username=f"p{role.value}{unit_id}{grid_id}".lower(), name="某人", unit_id=unit_id
            ).person
            grant_role(ctx, person.id, role=role, unit_id=unit_id, grid_id=grid_id)
            secret = open_session(person.id, utc_now(), "test browser")
        client = app.test_client()
        with app.app_context():
            client.set_cookie(cookie_name(), secret)
        return client

    return open_for


def code_at(app: APIFlask, point: tuple[float, float], on: date) -> str | None:
    with app.app_context():
        return place_position(*point, 0, on).grid_code


def grid_id(code: str) -> int:
    return db.session.scalars(select(Grid.id).where(Grid.code == code)).one()


def log_length(app: APIFlask) -> int:
    with app.app_context():
        return log_size()


def count(app: APIFlask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0
