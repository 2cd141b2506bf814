"""Runs the migrations on the database of the running app."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON, BigInteger, text

from inspect_app.cases.note_index import modelled
from inspect_app.core.db import UtcTime

LOCK_TIMEOUT, STATEMENT_TIMEOUT = "4s", "60s"


def leave_out_empty(_context: object, _revision: object, directives: list[Any]) -> None:
    """Autogenerate writes no revision when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def render_type(kind: str, value: object, autogen: Any) -> str | bool:
    """Write our own column types by name; everything else as Alembic does."""
    if kind != "type":
        return False
    for known, name in ((UtcTime, "UtcTime()"), (JSON, "JsonDoc"), (BigInteger, "BigId")):
        if isinstance(value, known):
            autogen.imports.add(f"from inspect_app.core.db import {name.removesuffix('()')}")
            return name
    return False


def run() -> None:
    """One transaction for all steps; PostgreSQL gives up rather than hold a lock that others wait for.

    SQLite takes its write lock at the start and waits for it: a look that wants to write later, while the running
    release writes, is refused at once.
    """
    migrate = current_app.extensions["migrate"]
    database = migrate.db
    options = {
        "process_revision_directives": leave_out_empty,
        "render_item": render_type,
        "include_name": modelled,
        **migrate.configure_args,
    }
    with database.engine.connect().execution_options(write_lock=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
            connection.commit()
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
