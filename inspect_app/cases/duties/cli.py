"""Operator commands of duties: trying a table on cases that came in; single rules before the first one."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.cases.duties.checking import check_table
from inspect_app.cases.duties.queries import books, get_table, table_on
from inspect_app.cases.duties.resolver import Rows
from inspect_app.cases.duties.table_sheet import Reading, read_sheet
from inspect_app.cases.duties.trial import KINDS, SAME, Span, Trial, try_rows
from inspect_app.cases.duties.trial_words import KIND_WORDS
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.places.cli import operator, summary, told
from inspect_app.places.days import local_day, midnight
from inspect_app.places.duty_csv import read_duties
from inspect_app.places.service.duties import import_duties

duty = AppGroup("duty", help="Dated duty tables: who leads what where.")
duties = AppGroup("duties", help="Single duty rules, which decide until the first duty table does.")
DAY = click.DateTime(["%Y-%m-%d"])


@duties.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_duties_command(file: Path) -> None:
    """Import the duty rules of FILE (.csv): all of them or none. Refused once a duty table is in force.

    Columns: category, grid_code, unit_code, valid_from, valid_to, source.
    """
    ctx, data = operator(), file.read_bytes()
    reading = read_duties(data)
    with told(), write_transaction():
        refuse_beside_table(ctx)
        counts = import_duties(ctx, reading, hashlib.sha256(data).hexdigest())
    click.echo(f"{file.name}: {summary(counts)}")


def refuse_beside_table(ctx: Context) -> None:
    """Stop with a sentence where single rules would change nothing any more."""
    table_id = table_on(local_day(ctx.now))
    if table_id is None:
        return
    table = get_table(table_id)
    detail = (
        f"The duty table {table.name} decides since {table.valid_from}: single rules have no effect. "
        "Draft the table that follows it under Duty tables 职责分工表; a sheet is taken there."
    )
    raise click.ClickException(detail)


@duty.command("try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "first", type=DAY, help="First day; thirty days before the last.")
@click.option("--to", "last", type=DAY, help="Last day; today.")
@click.option("--list", "listed", type=int, default=20, show_default=True, help="How many cases to name.")
def try_command(file: Path, first: datetime | None, last: datetime | None, listed: int) -> None:
    """Try the duty table in FILE (.xlsx, .csv) on the cases that came in; nothing is changed.

    Exit 1 when the file has faults.
    """
    ctx = Context(SYSTEM, utc_now())
    span = span_of(ctx, first, last)
    with read_transaction():
        reading = read(ctx, file)
        verdict = check_table(reading.drafts, ctx.now)
        for fault in verdict.faults:
            click.echo(f"line {fault.where}: {fault.code} {fault.found}")
        tell(try_rows(ctx, Rows(draft.as_row() for draft in reading.drafts), span), listed)
        click.echo(f"{len(verdict.gaps)} pairs of category and area have no unit")


def read(ctx: Context, file: Path) -> Reading:
    """The rows of a file without faults."""
    try:
        reading = read_sheet(file.read_bytes(), books(local_day(ctx.now)))
    except Problem as problem:
        raise click.ClickException(problem.detail) from None
    if reading.faults:
        lines = [f"{fault.where}: {fault.code} {fault.found}" for fault in reading.faults]
        raise click.ClickException("\n".join(["the file has faults", *lines]))
    return reading


def span_of(ctx: Context, first: datetime | None, last: datetime | None) -> Span:
    """The days an operator named, else the last thirty."""
    end: date = last.date() if last else local_day(ctx.now)
    begin: date = first.date() if first else end - timedelta(days=30)
    return Span(midnight(begin), midnight(end + timedelta(days=1)))


def tell(trial: Trial, listed: int) -> None:
    """The numbers, the moves and some cases, as lines."""
    codes = dict(db.session.execute(select(Unit.id, Unit.code)).all())
    click.echo(f"{len(trial.outcomes)} cases" + (" (the latest; there are more)" if trial.cut else ""))
    for kind in KINDS:
        click.echo(f"{trial.counts[kind]:>8}  {KIND_WORDS[kind]['en']}")
    click.echo(f"{trial.several:>8}  within the accuracy of the position several units could lead")
    for pair, cases in trial.moves.most_common():
        click.echo(f"{cases:>8}  {' -> '.join(codes.get(unit or 0, '-') for unit in pair)}")
    changed = [one for one in trial.outcomes if one.kind != SAME]
    for one in changed[:listed]:
        move = " -> ".join(codes.get(unit or 0, "-") for unit in (one.before, one.after))
        click.echo(f"{one.case.number}  {one.case.category}  {move}")
