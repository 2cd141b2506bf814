"""Operator commands of indicators: the page of definitions, what a week of a ranking with money proposes."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.supervision.indicators.page import indicators_page
from inspect_app.supervision.indicators.rewards import outcomes, read_week, reward_rule

indicators = AppGroup("indicators", help="What the numbers mean.")


@indicators.command("page")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/indicators.md"), show_default=True)
def page_command(out: Path) -> None:
    """Write docs/indicators.md from the definitions."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(indicators_page(), encoding="utf-8")
    click.echo(f"wrote {out}")


@indicators.command("week")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day of the week.")
def week_command(file: Path, day: datetime) -> None:
    """Say what the published rule proposes for a week of ranking, in 万元; nothing is paid or deducted.

    FILE is CSV: group, unit, place, pm10, pm10_target, pm25, pm25_target.
    """
    rule = reward_rule(day.date())
    if rule is None:
        raise click.ClickException("No published rule was in force on that day.")
    try:
        week = read_week(file.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file.name}: {fault}") from None
    for unit, amount in outcomes(rule, week).items():
        click.echo(f"{unit}\t{'the rule does not say' if amount is None else f'{amount:+d}'}")
    click.echo(rule.source["zh"])
