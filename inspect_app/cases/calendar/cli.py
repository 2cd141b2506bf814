"""Operator commands of the calendar: importing a year's holidays, and asking what is missing."""

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.cases.calendar.store import (
    CalendarFile,
    CalendarFileError,
    import_calendar,
    load_calendar,
    read_calendar,
    unknown_years,
)
from inspect_app.cases.deadlines.recounting import provisional_cases, recount_case
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.transaction import read_transaction, write_transaction

calendar = AppGroup("calendar", help="Working days, holidays and shifted rest days.")


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--year", type=click.IntRange(2004, 2200), required=True, help="The year FILE tells completely."
)
@click.option("--source", required=True, help="The notice it comes from, for example its document number.")
def import_command(file: Path, year: int, source: str) -> None:
    """Import the holidays of a YEAR from FILE (.csv: day, working, zh, en), then count deadlines again.

    FILE names every holiday (working 0) and every shifted working day (working 1) of the year.
    """
    data = file.read_bytes()
    try:
        days = read_calendar(data, year)
    except (CalendarFileError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file.name}: {fault}") from None
    ctx = Context(SYSTEM, utc_now())
    with write_transaction():
        import_calendar(ctx, CalendarFile(year, days, hashlib.sha256(data).hexdigest(), source))
    click.echo(f"{year}: {len(days)} days imported; {recount_all(ctx)} deadlines moved")


def recount_all(ctx: Context) -> int:
    """Count every provisional deadline again, one case in one transaction; how many moved."""
    with read_transaction():
        waiting = provisional_cases()
    moved = 0
    for case_id in waiting:
        with write_transaction():
            moved += recount_case(ctx, case_id)
    return moved


@calendar.command("doctor")
def doctor_command() -> None:
    """Say which years are unknown and how many cases wait for them; exit 1 when one is."""
    with read_transaction():
        years, waiting = unknown_years(load_calendar(), utc_now()), provisional_cases()
    for year in years:
        click.echo(
            f"the holidays of {year} are unknown: import them with flask calendar import --year {year}"
        )
    click.echo(f"{len(waiting)} cases with a provisional deadline")
    if years:
        raise SystemExit(1)
