"""The operator command of draws: `flask draws check CASE` draws again from the log whoever was drawn."""

from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from inspect_app.cases.draws.check import Checked, check_draws
from inspect_app.cases.models import Case
from inspect_app.cases.names import person_names
from inspect_app.core.db import db
from inspect_app.core.transaction import read_transaction

draws = AppGroup("draws", help="Verifiers and look-backs drawn by lot.")


@draws.command("check")
@click.argument("case")
def check_command(case: str) -> None:
    """Draw again, from the log, each draw of CASE (number or id); exit 1 if one comes out otherwise."""
    with read_transaction():
        case_id = case_named(case)
        if case_id is None:
            raise click.ClickException("there is no such case")
        found = check_draws(case_id)
        names = person_names(person for one in found for person in one.draw.pool)
        lines = [line_of(one, names) for one in found]
    for line in lines:
        click.echo(line)
    faulty = [one for one in found if one.faults]
    click.echo(f"{len(found)} draws, {len(faulty)} with faults")
    if faulty:
        raise SystemExit(1)


def case_named(typed: str) -> UUID | None:
    """The case that is meant by its id or its number."""
    try:
        wanted = Case.id == UUID(typed)
    except ValueError:
        wanted = Case.number == typed.upper()
    return db.session.scalar(select(Case.id).where(wanted))


def line_of(one: Checked, names: dict[int, str]) -> str:
    """One draw, its pool and what came of drawing it again."""
    draw = one.draw
    pool = ", ".join(f"{person} {names.get(person, '')}" for person in draw.pool) or "nobody"
    drawn = "nobody" if draw.person_id is None else f"{draw.person_id} {names.get(draw.person_id, '')}"
    said = "; ".join(one.faults) or "comes out again"
    return (
        f"log {draw.log_index}  {draw.purpose}, round {draw.round}, draw {draw.attempt}, {draw.width}\n"
        f"  called by log {draw.cause_index}, leaf {one.leaf}\n  pool: {pool}\n  seed: {draw.seed}\n"
        f"  drawn: {drawn}\n  {said}"
    )
