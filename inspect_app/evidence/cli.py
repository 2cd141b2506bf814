"""Operator commands for the object store."""

import click
from flask.cli import AppGroup

from inspect_app.core.errors import Problem
from inspect_app.evidence.stores.select import object_store

storage = AppGroup("storage", help="The place where originals live.")


@storage.command("init")
def init_storage() -> None:
    """Make the folders or buckets; may be run at every start."""
    try:
        object_store().prepare()
        object_store().check()
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo("The object store is ready.")
