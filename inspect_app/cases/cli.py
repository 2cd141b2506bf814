"""Operator commands of cases: `flask workflow page` writes the generated page of the workflow table."""

from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.cases.projections import workflow_page

workflow = AppGroup("workflow", help="The workflow table.")


@workflow.command("page")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/workflow.md"), show_default=True)
def page_command(out: Path) -> None:
    """Write docs/workflow.md from the table."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(workflow_page(), encoding="utf-8")
    click.echo(f"wrote {out}")
