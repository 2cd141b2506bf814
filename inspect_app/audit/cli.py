"""Operator commands of the log: `flask audit head`, `flask audit fsck`."""

import click
from flask.cli import AppGroup

from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import log_head
from inspect_app.core.transaction import read_transaction

audit = AppGroup("audit", help="The transparency log.")


@audit.command("head")
def head_command() -> None:
    """Print the size and the root of the log."""
    with read_transaction():
        head = log_head()
    click.echo(f"{head.size} {head.root.hex()}")


@audit.command("fsck")
def fsck_command() -> None:
    """Recompute everything from the entry bodies; exit 1 and name each fault."""
    with read_transaction():
        faults, head = check_log(), log_head()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(f"the log is whole: {head.size} entries, root {head.root.hex()}")
