"""The operator command that makes the demo city: `flask demo seed`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
from flask import current_app
from flask.cli import AppGroup

from inspect_app.core.clock import utc_now
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.demo.password import demo_password
from inspect_app.demo.seed import is_seeded, seed
from inspect_app.demo.year import make_year

LIST = "demo-hand-over-list.xlsx"
demo = AppGroup("demo", help="A generated city to try everything in.")


@contextmanager
def before_policies(*, draws: bool = True) -> Iterator[None]:
    """The city's past: nobody was verified blind yet and, without `draws`, nobody drawn."""
    present = settings()
    past = replace(present, blind_verification="")
    current_app.extensions["inspect_settings"] = past if draws else replace(past, verifier_draw="")
    try:
        yield
    finally:
        current_app.extensions["inspect_settings"] = present


@contextmanager
def without_jobs() -> Iterator[None]:
    """No job is queued: a year of them would keep a worker busy for a day. Sweeps find what is wanted."""
    queue = current_app.extensions["inspect_run_job"]
    current_app.extensions["inspect_run_job"] = lambda *_: None
    try:
        yield
    finally:
        current_app.extensions["inspect_run_job"] = queue


@demo.command("seed")
def seed_command() -> None:
    """Make the demo city in an empty installation; the second time nothing happens.

    Its people share the password DEMO_PASSWORD, or one that is made and kept in INSTANCE/demo-password.
    """
    try:
        if is_seeded():
            click.echo("The demo city is there already; nothing was changed.")
            return
        with before_policies():
            made = seed(utc_now(), demo_password(settings().instance, os.environ.get("DEMO_PASSWORD")))
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    file = settings().instance / LIST
    file.write_bytes(made.hand_over_list)
    click.echo(f"The demo city is made: {made.people} people, {made.cases} cases, {made.photos} photos.")
    click.echo(f"A superior's list to try the import with: {file}")


@demo.command("year")
@click.option("--cases", type=click.IntRange(1, 200_000), default=20_000, show_default=True)
@click.option(
    "--seed", "chance", type=int, default=1, show_default=True, help="The same number, the same year."
)
def year_command(cases: int, chance: int) -> None:
    """Make the demo city with a year behind it, in an empty installation: all through the services.

    Some minutes for each thousand cases. The password is that of `flask demo seed`. VERIFIER_DRAW counts from
    today on: in the year itself its few verifiers come again and again, and the lot would soon find nobody.
    """
    try:
        if is_seeded():
            raise click.ClickException("The demo city is there already; use an empty installation.")
        with before_policies(draws=False), without_jobs():
            password = demo_password(settings().instance, os.environ.get("DEMO_PASSWORD"))
            made = make_year(utc_now(), password, cases, chance)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo(f"A year is made: {made.people} people, {made.cases} cases, {made.photos} photos.")
