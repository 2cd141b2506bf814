"""Operator commands of emergency periods: declaring a level, lifting it, listing what was in force."""

from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from inspect_app.accounts.models import Unit
from inspect_app.cases.deadlines.emergency import Declaration, declare, lift, periods
from inspect_app.cases.deadlines.rules import Level
from inspect_app.core.clock import to_iso, utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.transaction import read_transaction, write_transaction

emergency = AppGroup("emergency", help="Emergency response levels: while one holds, deadlines are stricter.")


@emergency.command("declare")
@click.argument("level", type=click.Choice([level.value for level in Level]))
@click.option("--unit", "unit_code", required=True, help="Code of the unit; all below it are meant too.")
@click.option("--document", required=True, help="Number of the order.")
@click.option("--reason", required=True)
def declare_command(level: str, unit_code: str, document: str, reason: str) -> None:
    """Put LEVEL in force from now on."""
    ctx = Context(SYSTEM, utc_now())
    with write_transaction():
        unit_id = db.session.scalar(select(Unit.id).where(Unit.code == unit_code))
        if unit_id is None:
            raise click.ClickException(f"there is no unit {unit_code}")
        period, _ = declare(ctx, Declaration(uuid7(), Level(level), unit_id, document, reason))
    click.echo(f"{period.id} {level} in force over {unit_code} from {to_iso(period.started_at)}")


@emergency.command("lift")
@click.argument("period", type=click.UUID)
@click.option("--reason", required=True)
def lift_command(period: UUID, reason: str) -> None:
    """End PERIOD now."""
    try:
        with write_transaction():
            ended = lift(Context(SYSTEM, utc_now()), period, reason)
    except Problem as problem:
        raise click.ClickException(problem.detail) from None
    click.echo(f"{ended.id} {ended.level} ended at {to_iso(ended.ended_at)}")


@emergency.command("list")
def list_command() -> None:
    """The latest periods, newest first."""
    with read_transaction():
        for period in periods():
            end = to_iso(period.ended_at) or "still in force"
            click.echo(f"{period.id} {period.level} {to_iso(period.started_at)} – {end} {period.document}")
