"""Operator commands for the object store."""

import click
from flask.cli import AppGroup

from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import read_transaction, write_transaction
from inspect_app.evidence.doctor import examine_store, record_examination, table
from inspect_app.evidence.scrub import chosen, record_scrub, scrub
from inspect_app.evidence.stores.select import object_store

storage = AppGroup("storage", help="The place where originals live.")


@storage.command("init")
def init_storage() -> None:
    """Make the folders or buckets; may be run at every start."""
    try:
        object_store().prepare()
        object_store().check()
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo("The object store is ready.")


@storage.command("scrub")
@click.option("--all", "everything", is_flag=True, help="Read every original; without it a sample.")
@click.option("--sample", default=100, show_default=True, help="How many originals, chosen at random.")
def scrub_command(everything: bool, sample: int) -> None:  # noqa: FBT001 - click
    """Read originals again and compare them with their hashes; the result is logged, exit 1 on damage."""
    with read_transaction():
        originals = chosen(None if everything else sample)
    try:
        found = scrub(object_store(), originals)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    with write_transaction():
        receipt = record_scrub(Context(SYSTEM, utc_now()), found)
    for word, hashes in (("damaged", found.damaged), ("missing", found.missing)):
        for sha256 in hashes:
            click.echo(f"{word}: {sha256}", err=True)
    click.echo(f"{found.read} originals read; entry {receipt.log_index} says so")
    if not found.clean:
        raise SystemExit(1)


@storage.command("doctor")
def doctor_command() -> None:
    """Try what the object store really does; the table is logged, exit 1 when evidence is not safe in it."""
    try:
        object_store().prepare()
        findings = examine_store(utc_now())
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    with write_transaction():
        receipt = record_examination(Context(SYSTEM, utc_now()), findings)
    click.echo(table(findings))
    click.echo(f"entry {receipt.log_index} of the log says so")
    if any(finding.alarming for finding in findings):
        raise SystemExit(1)
