"""Operator commands: `flask doctor`."""

import click
from flask.cli import with_appcontext

from inspect_app.operations.doctor.check import Grade, table
from inspect_app.operations.doctor.examination import examine_installation


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at everything this installation stands on; exit 1 when something does not work."""
    checks = examine_installation()
    click.echo(table(checks))
    if any(check.grade == Grade.BAD for check in checks):
        raise SystemExit(1)
