"""Operator commands of accounts: `flask bootstrap`, `flask people import`, `flask people reset`."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from inspect_app.accounts.roster import read_rows
from inspect_app.accounts.roster_files import UnreadableFileError, read_lines
from inspect_app.accounts.service.bootstrap import bootstrap
from inspect_app.accounts.service.credentials import issue_reset
from inspect_app.accounts.service.roster import import_people
from inspect_app.accounts.signin import person_named
from inspect_app.accounts.token_files import token_file, write_tokens
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.errors import Problem
from inspect_app.core.transaction import write_transaction

people = AppGroup("people", help="People and their accounts.")


@click.command("bootstrap")
@click.option("--unit-code", default="root", show_default=True, help="Code of the root unit.")
@click.option("--unit-name", default="生态环境局", show_default=True, help="Name of the root unit.")
@with_appcontext
def bootstrap_command(unit_code: str, unit_name: str) -> None:
    """Make the root unit and three administrators, each with a one-time token, in an empty installation."""
    try:
        with write_transaction():
            made = bootstrap(operator(), unit_code=unit_code, unit_name=unit_name)
    except Problem as problem:
        raise click.ClickException(problem.detail) from problem
    click.echo("Each sets a password with this token within 72 hours; it is shown only now:")
    for new in made:
        click.echo(f"{new.person.username}\t{new.token}")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--tokens-out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the one-time tokens, readable by its owner only.",
)
def import_command(file: Path, tokens_out: Path) -> None:
    """Import FILE (.csv, .xlsx; columns username, name, unit, phone): all of it, or none and every fault."""
    try:
        rows, faults = read_rows(read_lines(file))
    except UnreadableFileError as error:
        raise click.ClickException(str(error)) from error
    try:
        with token_file(tokens_out) as out, write_transaction():
            made = import_people(operator(), rows, faults)
            write_tokens(out, made)
    except Problem as problem:
        raise listed(problem.detail, problem.extra.get("faults", [])) from problem
    except FileExistsError as error:
        raise click.ClickException(f"{tokens_out} exists; name a new file.") from error
    click.echo(f"{len(made)} people imported; their one-time tokens are in {tokens_out}")


@people.command("reset")
@click.argument("username")
def reset_command(username: str) -> None:
    """Print a one-time token with which USERNAME can set a new password within 72 hours."""
    with write_transaction():
        person = person_named(username)
        if person is None:
            raise click.ClickException(f"There is no account named {username}.")
        token, _ = issue_reset(operator(), person)
    click.echo(token)


def operator() -> Context:
    """Commands act as the system: whoever has the machine needs no account."""
    return Context(SYSTEM, utc_now())


def listed(sentence: str, faults: list[str]) -> click.ClickException:
    """A refusal with one line for each fault."""
    return click.ClickException("\n".join([sentence, *faults]))
