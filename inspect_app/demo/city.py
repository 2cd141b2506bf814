"""Builds the city before its first case: units, people with their roles, the map and the table of duties."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import select

from inspect_app.accounts.models import Person, Unit
from inspect_app.accounts.service.bootstrap import bootstrap
from inspect_app.accounts.service.credentials import set_password
from inspect_app.accounts.service.grants import grant_role
from inspect_app.accounts.service.people import create_person
from inspect_app.accounts.service.units import create_unit
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.demo.geography import Area, collection, districts, station_lines
from inspect_app.demo.staff import OTHERS, ROOT, ROOT_NAME, TOUR, UNITS, PersonPlan, duty_lines
from inspect_app.places.datum import Datum
from inspect_app.places.duty_csv import read_duties
from inspect_app.places.geojson import Form, read_grids
from inspect_app.places.models import Grid
from inspect_app.places.service.duties import import_duties
from inspect_app.places.service.grids import Batch, import_grids
from inspect_app.places.service.stations import StationBatch, import_stations
from inspect_app.places.station_csv import read_stations


def build(ctx: Context, streets: list[Area]) -> None:
    """Everything that stands still, as of `ctx.now`."""
    bootstrap(ctx, unit_code=ROOT, unit_name=ROOT_NAME)
    for unit in UNITS:
        create_unit(ctx, code=unit.code, name=unit.name, kind=unit.kind, parent_id=ids(Unit)[unit.parent])
    import_areas(ctx, "district", districts(streets))
    import_areas(ctx, "street", streets)
    table = station_lines(streets).encode()
    batch = StationBatch(Datum.WGS84, first_day(ctx.now), hashlib.sha256(table).hexdigest())
    import_stations(ctx, read_stations(table, Datum.WGS84), batch)
    table = duty_lines(ctx.now.date().isoformat()).encode()
    import_duties(ctx, read_duties(table), hashlib.sha256(table).hexdigest())
    for person in (*TOUR, *OTHERS):
        appoint(ctx, person)


def ids(table: type[Unit] | type[Grid]) -> dict[str, int]:
    """Ids by code."""
    return dict(db.session.execute(select(table.code, table.id)).all())


def import_areas(ctx: Context, level: str, areas: list[Area]) -> None:
    """Bring polygons into force, as `flask places import` does."""
    data = json.dumps(collection(areas), ensure_ascii=False).encode()
    reading = read_grids(data, Form(Datum.WGS84, "code", "name", "parent"))
    import_grids(
        ctx, reading, Batch(level, first_day(ctx.now), Datum.WGS84, hashlib.sha256(data).hexdigest())
    )


def first_day(now: datetime) -> date:
    """The day on which the map comes into force."""
    return now.date()


def appoint(ctx: Context, planned: PersonPlan) -> None:
    """An account and its role; an inspector's once for each grid."""
    units, grids = ids(Unit), ids(Grid)
    made = create_person(ctx, username=planned.username, name=planned.name, unit_id=units[planned.unit])
    for code in planned.grids or (None,):
        grid_id = None if code is None else grids[code]
        grant_role(ctx, made.person.id, role=planned.role, unit_id=units[planned.unit], grid_id=grid_id)


def give_passwords(encoded: str, now: datetime) -> None:
    """One password for all people of the demo, hashed once: hashing thirty times would take ten seconds."""
    for person in db.session.scalars(select(Person)):
        set_password(person, encoded, now)
