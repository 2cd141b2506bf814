"""Every operator command, gathered: `flask --app wsgi …`."""

from flask import Flask

from inspect_app.accounts.cli import bootstrap_command, people
from inspect_app.cases.calendar.cli import calendar
from inspect_app.cases.cli import reports, workflow
from inspect_app.cases.deadlines.cli import emergency
from inspect_app.cases.draws.cli import draws
from inspect_app.cases.duties.cli import duties, duty
from inspect_app.cases.lookbacks.cli import look_backs
from inspect_app.demo.cli import demo
from inspect_app.evidence.cli import storage
from inspect_app.operations.backup.cli import backup
from inspect_app.operations.cli import doctor
from inspect_app.places.cli import places, stations
from inspect_app.review.bundles.cli import audit
from inspect_app.review.sampling.cli import review
from inspect_app.supervision.indicators.cli import indicators

COMMANDS = (
    bootstrap_command,
    people,
    places,
    stations,
    duties,
    duty,
    storage,
    reports,
    workflow,
    calendar,
    emergency,
    draws,
    look_backs,
    audit,
    review,
    demo,
    indicators,
    doctor,
    backup,
)


def install_commands(app: Flask) -> None:
    """Put the commands on `app`."""
    for command in COMMANDS:
        app.cli.add_command(command)
