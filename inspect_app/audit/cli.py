"""Operator commands of the log: `flask audit head|fsck|checkpoint|rotate-key`."""

import click
from flask.cli import AppGroup

from inspect_app.audit.checkpoints import LogForkedError, publish, rotate_key
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import log_head
from inspect_app.audit.signer import SignerError
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.transaction import read_transaction, write_transaction

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


@audit.command("checkpoint")
def checkpoint_command() -> None:
    """Sign the log as it is now and print the signed note."""
    try:
        with write_transaction():
            row = publish(Context(SYSTEM, utc_now()))
    except (LogForkedError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(row.note if row else "the log is empty", nl=row is None)


@audit.command("rotate-key")
def rotate_command() -> None:
    """Begin a new signing key; the log says so, and one checkpoint carries both signatures."""
    try:
        with write_transaction():
            row = rotate_key(Context(SYSTEM, utc_now()))
    except (LogForkedError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(row.note, nl=False)
