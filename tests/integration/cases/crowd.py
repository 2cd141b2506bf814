"""Thousands of cases at once, and how the database goes about counting them."""

import random
from typing import Any

from sqlalchemy import event, insert, select, text

from inspect_app.accounts.models import Person
from inspect_app.accounts.standing import actor_of
from inspect_app.cases.atlas.queries import survey
from inspect_app.cases.models import Case
from inspect_app.cases.queries import CaseFilter
from inspect_app.cases.wire import map_cell
from inspect_app.core.clock import utc_now
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import write_transaction
from tests.builders import City


def crowd(city: City, size: int, *, unit: str, place: tuple[float, float], spread: float) -> None:
    """So many cases of a unit, scattered up to `spread` degrees around a place."""
    dice = random.Random(size)
    with city.app.app_context(), write_transaction():
        spots = [
            tuple(round((at + dice.uniform(-spread, spread)) * 1e7) for at in place) for _ in range(size)
        ]
        rows = [one_of_many(city, n, unit, *spot) for n, spot in enumerate(spots)]
        db.session.execute(insert(Case), rows)
    with city.app.app_context():
        tidy("cases")


def tidy(tables: str = "") -> None:
    """What a database does by itself after a while: statistics, PostgreSQL's map of visible pages."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM ANALYZE {tables}"))
    else:
        with db.engine.begin() as connection:  # by itself SQLAlchemy would roll an ANALYZE back
            connection.execute(text("ANALYZE"))


def one_of_many(city: City, n: int, unit: str, lat: int, lon: int) -> dict[str, Any]:
    """The row of one case; its place in 1e-7 degree."""
    now = utc_now()
    moments = dict.fromkeys(("round_at", "captured_at", "reported_at", "updated_at"), now)
    words = {"status": "reported", "category": "bare_soil", "note": "", "placement": "inside"}
    numbers = dict.fromkeys(("version", "round"), 1) | dict.fromkeys(("refusals", "relapses"), 0)
    return {
        **moments,
        **words,
        **numbers,
        "id": uuid7(),
        "number": f"{unit}-{n}",
        "fields": {},
        "placement_candidates": [],
        "reporter_id": city.people["auditor"],
        "lat_e7": lat,
        "lon_e7": lon,
        "map_cell": map_cell(lat, lon),
        "jurisdiction_unit_id": city.units[unit],
    }


def plan_of(city: City, who: str, bbox: tuple[float, float, float, float], zoom: int) -> str:
    """How the database answers the last question that a view asks it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    now = utc_now()
    person = db.session.scalars(select(Person).where(Person.username == who)).one()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        survey(Context(actor_of(person, now), now), CaseFilter(), bbox, zoom)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN " if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    statement, parameters = asked[-1]
    rows = db.session.connection().exec_driver_sql(explain + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
