"""Operator commands of indicators: `flask indicators page`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.supervision.indicators.page import indicators_page

indicators = AppGroup("indicators", help="What the numbers mean.")


@indicators.command("page")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/indicators.md"), show_default=True)
def page_command(out: Path) -> None:
    """Write docs/indicators.md from the definitions."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(indicators_page(), encoding="utf-8")
    click.echo(f"wrote {out}")
