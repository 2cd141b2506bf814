"""Operator commands of second looks: what the sweeps do; a week's draw again; traces of old cases."""

from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup

from inspect_app.audit.chance import digest_of
from inspect_app.cases.lookbacks.models import Recheck
from inspect_app.cases.lookbacks.rechecks import week_from_log
from inspect_app.cases.lookbacks.relocation import keep_missing_traces
from inspect_app.cases.lookbacks.rules import monday_of
from inspect_app.cases.lookbacks.tasks import draw_rechecks, open_look_backs, ring_late_look_backs
from inspect_app.core.clock import utc_now
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction, write_transaction

CHUNK = 500
look_backs = AppGroup("look-backs", help="Second looks at closed cases.")


@look_backs.command("run")
def run_command() -> None:
    """Open, ring and draw what is due, as the worker does by itself."""
    now = utc_now()
    for work in (draw_rechecks, open_look_backs, ring_late_look_backs):
        work(now)


@look_backs.command("week")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def week_command(day: datetime) -> None:
    """Draw the re-check of the week of DAY again from the log; exit 1 where it is not what was recorded."""
    with read_transaction():
        row = db.session.get(Recheck, monday_of(day.date()))
        if row is None:
            raise click.ClickException("nothing was drawn for this week")
        result = week_from_log(row.checkpoint_note, row.checkpoint_size, row.week, row.percent)
        same = (result.cases, result.seed.hex()) == (row.case_ids, row.seed)
        same = same and digest_of(result.cases) == row.list_sha256
    for place, case_id in enumerate(result.cases, start=1):
        click.echo(f"{place}\t{case_id}")
    click.echo(f"{len(result.cases)} of {result.population}: {'comes out again' if same else 'DIFFERS'}")
    if not same:
        raise SystemExit(1)


@look_backs.command("trace")
def trace_command() -> None:
    """Read the operators out of cases that were filed before this was kept; may be repeated."""
    last: UUID | None = None
    while True:
        with write_transaction():
            last = keep_missing_traces(last, CHUNK)
        if last is None:
            return
