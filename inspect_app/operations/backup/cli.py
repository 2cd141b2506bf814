"""Operator commands: `flask backup create|list|restore|prune`. PLACE is a folder, or s3://bucket/prefix."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from inspect_app.core.clock import utc_now
from inspect_app.core.errors import Problem
from inspect_app.core.settings import settings
from inspect_app.operations.backup.create import Made, create_backup
from inspect_app.operations.backup.manifest import BackupError
from inspect_app.operations.backup.restore import Wanted, backup_names, read_manifest, restore_backup
from inspect_app.operations.backup.retention import prune
from inspect_app.operations.backup.vault import VaultError, vault_at

backup = AppGroup("backup", help="Backups of database, originals and keys, and the way back.")
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the passphrase of the sealed keys.",
)


@contextmanager
def told_to_people() -> Iterator[None]:
    """Refusals become one sentence on standard error, exit 1."""
    try:
        yield
    except (BackupError, VaultError) as error:
        raise click.ClickException(str(error)) from error
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem


def passphrase_in(file: Path | None) -> str | None:
    """The first line of the file."""
    return file.read_text(encoding="utf-8").splitlines()[0] if file else None


@backup.command("create")
@click.argument("place")
@passphrase_option
def create_command(place: str, passphrase_file: Path | None) -> None:
    """Make a backup in PLACE while everything runs; originals that are there already are not copied again."""
    with told_to_people():
        made = create_backup(utc_now(), vault_at(settings(), place), passphrase_in(passphrase_file))
    report(made)


def report(made: Made) -> None:
    """What a person should know of a new backup."""
    manifest = made.manifest
    click.echo(f"backup {made.name}, manifest {manifest.sha256}")
    click.echo(f"log: {manifest.log_size} entries, root {manifest.log_root}")
    click.echo(f"originals: {manifest.original_count}, of which {made.copied} were copied now")
    if manifest.keys is None:
        click.echo(
            "THE SIGNING KEYS ARE NOT IN THIS BACKUP: keep LOG_KEY_DIR elsewhere, or give --passphrase-file"
        )
    if made.unsigned_because:
        click.echo(f"NOT SIGNED: {made.unsigned_because}")


@backup.command("list")
@click.argument("place")
def list_command(place: str) -> None:
    """Every finished backup in PLACE, oldest first."""
    with told_to_people():
        vault = vault_at(settings(), place)
        for name in backup_names(vault):
            manifest = read_manifest(vault, name)
            size = f"{manifest.log_size} entries, {manifest.original_count} originals"
            click.echo(f"{name}  {size}  {manifest.sha256}")


@backup.command("restore")
@click.argument("place")
@click.option("--name", help="Which backup, as `flask backup list` names it; without it the newest.")
@click.option("--vkey", help="The log's verifier key: refuse a backup that it did not sign.")
@passphrase_option
def restore_command(place: str, name: str | None, vkey: str | None, passphrase_file: Path | None) -> None:
    """Restore a backup of PLACE onto this empty installation and verify all of it; exit 1 on a difference."""
    with told_to_people():
        vault = vault_at(settings(), place)
        names = backup_names(vault)
        if not names or (name and name not in names):
            raise BackupError(f"there is no {'such ' if names else ''}backup in {place}")
        wanted = Wanted(name or names[-1], passphrase_in(passphrase_file), vkey)
        restore_backup(utc_now(), vault, wanted, click.echo)


@backup.command("prune")
@click.argument("place")
def prune_command(place: str) -> None:
    """Delete backups in PLACE older than RETENTION_DAYS, but never the newest one."""
    with told_to_people():
        gone, originals = prune(utc_now(), vault_at(settings(), place))
    click.echo(f"{len(gone)} backups and {originals} originals that no other backup needs were deleted")
