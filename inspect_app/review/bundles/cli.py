"""Operator commands for those who check from outside: `flask audit export` and `flask audit trust`."""

import json
from pathlib import Path

import click

from inspect_app.audit.cli import audit
from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.signer import SignerError
from inspect_app.core.clock import utc_now
from inspect_app.core.transaction import read_transaction
from inspect_app.review.bundles.trust import trust_file
from inspect_app.review.bundles.whole_log import export_log

__all__ = ["audit"]


@audit.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_command(file: Path) -> None:
    """Write every entry of the log and a signed checkpoint into FILE (zip); `verify.py FILE` checks it."""
    try:
        size = export_log(utc_now(), file)
    except (LogDamagedError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{size} entries in {file}" if size else "the log is empty, nothing was written")


@audit.command("trust")
def trust_command() -> None:
    """Print the trust file; hand it to verifiers in person, never together with a bundle."""
    with read_transaction():
        click.echo(json.dumps(trust_file(), ensure_ascii=False, indent=1))
