"""Operator commands of cases: the generated page of the workflow table, and rescue archives from phones."""

from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.cases.projections import workflow_page
from inspect_app.cases.rescue.importing import REFUSED, Result, import_archive, spooled
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem

reports = AppGroup("reports", help="What people reported.")
workflow = AppGroup("workflow", help="The workflow table.")


@workflow.command("page")
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/workflow.md"), show_default=True)
def page_command(out: Path) -> None:
    """Write docs/workflow.md from the table."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(workflow_page(), encoding="utf-8")
    click.echo(f"wrote {out}")


@reports.command("import-rescue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--operator", required=True, help="Who you are; the log keeps it.")
def import_rescue_command(file: Path, operator: str) -> None:
    """Bring in reports and photos from a phone's rescue archive; may be repeated, exit 1 on a refusal."""
    try:
        run = import_archive(Context(SYSTEM, utc_now()), spooled(file), operator)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    lines = [line for result in run.results for line in (result, *result.photos)]
    for line in lines:
        click.echo(line_of(line))
    click.echo(f"{len(run.results)} items for {run.person.name} ({run.person.username})")
    if any(line.outcome == REFUSED for line in lines):
        raise SystemExit(1)


def line_of(result: Result) -> str:
    """One line about an item or a photo."""
    why = f"  {result.code}: {result.detail}" if result.code else ""
    return f"{result.outcome:<13} {result.kind:<9} {result.id} {result.number or ''}{why}"
