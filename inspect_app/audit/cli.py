"""Operator commands of the log: `flask audit head|fsck|checkpoint|rotate-key|timestamp|erase|witness`."""

import click
from flask.cli import AppGroup

from inspect_app.audit.checkpoints import living_key
from inspect_app.audit.erasure import erase
from inspect_app.audit.fsck import check_log
from inspect_app.audit.log import LogDamagedError
from inspect_app.audit.publishing import publish_now, rotate, stamp_now
from inspect_app.audit.queries import log_head
from inspect_app.audit.signer import (
    Signer,
    SignerError,
    command_signer,
    current_signer,
    next_signer,
    switch_key_file,
)
from inspect_app.audit.timestamps import TimestampError
from inspect_app.audit.witness_cli import witness_command
from inspect_app.core.clock import to_iso, utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction

audit = AppGroup("audit", help="The transparency log.")
audit.add_command(witness_command)


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
        faults = check_log()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    with read_transaction():
        head = log_head()
    click.echo(f"the log is whole: {head.size} entries, root {head.root.hex()}")


@audit.command("checkpoint")
def checkpoint_command() -> None:
    """Sign the log as it is now and print the signed note."""
    try:
        row = publish_now(utc_now())
    except (LogDamagedError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(row.note if row else "the log is empty", nl=row is None)


@audit.command("rotate-key")
@click.option("--command", help="The program that signs from now on; without it a new key file is made.")
@click.option("--vkey", help="The verifier key of --command.")
@click.option("--old-key-lost", is_flag=True, help="The old key cannot sign any more; the log says so.")
def rotate_command(command: str | None, vkey: str | None, old_key_lost: bool) -> None:  # noqa: FBT001 - click
    """Begin a new signing key; the log says so, and one checkpoint carries both signatures.

    With --command change LOG_SIGN_COMMAND and LOG_SIGN_VKEY afterwards, on every worker. A key file is
    switched by this command; other workers need a copy of it.
    """
    if bool(command) != bool(vkey):
        raise click.UsageError("--command and --vkey go together")
    try:
        new: Signer = command_signer(command, vkey or "") if command else next_signer()
        if command is None and finish_switch(new):
            click.echo("an earlier rotation is finished: the key file of the log's key is in its place")
            return
        row = rotate(utc_now(), new, None if old_key_lost else current_signer(), switch_files=not command)
    except (LogDamagedError, SignerError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(row.note, nl=False)


def finish_switch(new: Signer) -> bool:
    """Put the next key in its place if the log already lives with it; a crash had come between."""
    with read_transaction():
        living = living_key()
    if living is None or living.vkey != new.verifier.vkey:
        return False
    switch_key_file()
    return True


@audit.command("timestamp")
def timestamp_command() -> None:
    """Have the authority of TSA_URL stamp the last checkpoint, and keep its answer."""
    try:
        row = stamp_now(utc_now())
    except TimestampError as error:
        raise click.ClickException(f"{error}; nothing is lost, ask again later") from error
    if row is None:
        raise click.ClickException("there is no checkpoint yet: run flask audit checkpoint")
    click.echo(f"the checkpoint of {row.size} entries was stamped at {to_iso(row.stamped_at)}")


@audit.command("erase")
@click.argument("subject")
@click.option("--reason", required=True, help="Why; kept in the log as a commitment, and readable here.")
def erase_command(subject: str, reason: str) -> None:
    """Erase the words about SUBJECT (person:<id>, case:<uuid>); the facts, hashes and proofs stay."""
    try:
        with write_transaction():
            done = erase(Context(SYSTEM, utc_now()), subject, reason)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo(f"{done.count} entries of {subject} were erased; entry {done.receipt.log_index} says so")
