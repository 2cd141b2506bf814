"""The migrations on both databases: up, down, up again, and the result is what the models say."""

from collections.abc import Mapping
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from apiflask import APIFlask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from inspect_app.app import MIGRATIONS
from inspect_app.audit.fsck import check_log
from inspect_app.audit.queries import log_head
from inspect_app.cases.note_index import modelled
from inspect_app.cases.statuses import Status
from inspect_app.core.db import db
from tests.conftest import REPOSITORY

BOOKKEEPING = {"alembic_version"}
FOLDER = str(REPOSITORY / MIGRATIONS)


def tables() -> set[str]:
    """What the database has at this moment, but for what SQLite keeps to find words."""
    return {name for name in inspect(db.engine).get_table_names() if modelled(name)}


def test_up_down_and_up_again_ends_at_the_models(empty: APIFlask) -> None:
    assert tables() == set()

    upgrade(FOLDER)
    first = described()
    downgrade(FOLDER, revision="base")
    assert tables() <= BOOKKEEPING
    upgrade(FOLDER)

    assert described() == first
    assert tables() - BOOKKEEPING == set(db.metadata.tables)


def told(index: Mapping[str, Any]) -> dict[str, str]:
    """An index in words: the condition of a partial one is an object that equals only itself."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return {**{name: str(value) for name, value in index.items()}, "dialect_options": str(options)}


def described() -> dict[str, object]:
    """The columns, keys and indexes of every table, as the database tells them."""
    look = inspect(db.engine)
    return {
        name: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in look.get_columns(name)],
            look.get_pk_constraint(name),
            sorted(look.get_foreign_keys(name), key=str),
            sorted(str(told(index)) for index in look.get_indexes(name)),
            sorted(look.get_unique_constraints(name), key=str),
            sorted(look.get_check_constraints(name), key=str),
        )
        for name in sorted(tables())
    }


def test_the_migrated_schema_is_that_of_the_models(app: APIFlask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        options = {"compare_type": True, "include_name": modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, db.metadata) == []


def test_migrating_and_creating_give_the_same_tables(empty: APIFlask) -> None:
    """Alembic compares no CHECK constraints and few details; the database itself tells them all."""
    db.metadata.create_all(db.engine)
    wanted = described()
    db.metadata.drop_all(db.engine)
    upgrade(FOLDER)
    found = described()
    del found["alembic_version"]

    assert found == wanted
    assert found["cases"]


def test_a_fresh_log_is_empty_whole_and_ready_to_be_locked(app: APIFlask) -> None:
    with app.app_context():
        heads = db.session.execute(text("SELECT log_id, size FROM log_heads")).all()
        assert [tuple(row) for row in heads] == [(1, 0)]
        assert log_head().size == 0
        assert check_log() == []


def test_the_database_itself_knows_the_statuses(app: APIFlask) -> None:
    with app.app_context():
        rules = [str(rule["sqltext"]) for rule in inspect(db.engine).get_check_constraints("cases")]

    assert [all(f"'{status}'" in rule for status in Status) for rule in rules] == [True]


def indexes_of_cases() -> set[str | None]:
    return {index["name"] for index in inspect(db.engine).get_indexes("cases")}
