"""Operator commands: importing grids and stations, giving grids to units, retiring what is gone."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import write_transaction
from inspect_app.places.datum import Datum
from inspect_app.places.days import local_day
from inspect_app.places.geojson import Form, read_grids
from inspect_app.places.service.grids import Batch, import_grids
from inspect_app.places.service.owners import own_grid, retire_grid
from inspect_app.places.service.stations import StationBatch, import_stations, retire_station
from inspect_app.places.station_csv import read_stations

places = AppGroup("places", help="Grids: the areas that people patrol and answer for.")
stations = AppGroup("stations", help="Air quality stations and the rings around them.")

LEVEL = re.compile(r"[a-z][a-z0-9_]{0,31}")
READABLE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@contextmanager
def told() -> Iterator[None]:
    """Say a refusal and each of its faults in words, and end with status 1."""
    try:
        yield
    except Problem as problem:
        faults = [f"{error['field']}: {error['message']}" for error in problem.extra.get("errors", [])]
        raise click.ClickException("\n".join([problem.detail, *faults])) from None


def operator() -> Context:
    """Commands act as the system: who may run them is decided by the machine they run on."""
    return Context(actor=SYSTEM, now=utc_now())


def day_or_today(value: datetime | None, ctx: Context) -> date:
    """The day an operator named, else today."""
    return value.date() if value else local_day(ctx.now)


def level_word(_ctx: click.Context, _option: click.Parameter, value: str) -> str:
    """A level is one word, so that it can be compared and shown."""
    if not LEVEL.fullmatch(value):
        raise click.BadParameter("one lower-case word, for example county, town or grid")
    return value


def summary(counts: Any) -> str:
    """`added 15, unchanged 0, …`."""
    return ", ".join(f"{name} {count}" for name, count in asdict(counts).items())


@places.command("import")
@click.argument("file", type=READABLE_FILE)
@click.option(
    "--level",
    required=True,
    callback=level_word,
    help="What these areas are, for example county, town, grid.",
)
@click.option("--datum", required=True, type=click.Choice([datum.value for datum in Datum]))
@click.option("--code-field", required=True, help="Property with the code.")
@click.option("--name-field", required=True, help="Property with the name.")
@click.option("--parent", help="Code of the grid above all of these.")
@click.option("--parent-field", help="Property with the code of the grid above.")
@click.option("--valid-from", type=DAY, help="First day in force; today when not given.")
def import_grids_command(
    file: Path, level: str, datum: str, valid_from: datetime | None, **names: Any
) -> None:
    """Import FILE, GeoJSON with a polygon for each grid: all of it or nothing."""
    data = file.read_bytes()
    kind = Datum(datum)
    form = Form(kind, names["code_field"], names["name_field"], names["parent_field"], names["parent"])
    reading = read_grids(data, form)
    ctx = operator()
    batch = Batch(level, day_or_today(valid_from, ctx), kind, hashlib.sha256(data).hexdigest())
    with told(), write_transaction():
        counts = import_grids(ctx, reading, batch)
    click.echo(f"{file.name}: {summary(counts)}")


@places.command("own")
@click.argument("grid_code")
@click.argument("unit_code")
@click.option("--from", "since", type=DAY, help="First day; today when not given.")
def own_command(grid_code: str, unit_code: str, since: datetime | None) -> None:
    """Give jurisdiction over the grid GRID_CODE to the unit UNIT_CODE."""
    ctx = operator()
    with told(), write_transaction():
        own_grid(ctx, grid_code, unit_code, day_or_today(since, ctx))
    click.echo(f"{grid_code} belongs to {unit_code}")


@places.command("retire")
@click.argument("grid_code")
@click.option("--from", "since", type=DAY, help="First day out of force; today when not given.")
def retire_command(grid_code: str, since: datetime | None) -> None:
    """Take the grid GRID_CODE out of force, for example when it was merged into another."""
    ctx = operator()
    with told(), write_transaction():
        retire_grid(ctx, grid_code, day_or_today(since, ctx))
    click.echo(f"{grid_code} is out of force")


@stations.command("import")
@click.argument("file", type=READABLE_FILE)
@click.option("--datum", required=True, type=click.Choice([datum.value for datum in Datum]))
@click.option("--valid-from", type=DAY, help="First day of stations that are new; today when not given.")
def import_stations_command(file: Path, datum: str, valid_from: datetime | None) -> None:
    """Import the air quality stations of FILE (.csv): all of them or none.

    Columns: code, name, level (national, provincial, city, town, micro), lat, lon.
    """
    data, kind, ctx = file.read_bytes(), Datum(datum), operator()
    batch = StationBatch(kind, day_or_today(valid_from, ctx), hashlib.sha256(data).hexdigest())
    with told(), write_transaction():
        counts = import_stations(ctx, read_stations(data, kind), batch)
    click.echo(f"{file.name}: {summary(counts)}")


@stations.command("retire")
@click.argument("code")
@click.option("--from", "since", type=DAY, help="First day out of force; today when not given.")
def retire_station_command(code: str, since: datetime | None) -> None:
    """Take the station CODE off the map."""
    ctx = operator()
    with told(), write_transaction():
        retire_station(ctx, code, day_or_today(since, ctx))
    click.echo(f"{code} is out of force")
