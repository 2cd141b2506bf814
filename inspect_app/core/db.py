"""The database: one declarative base, the column types of every table, and how connections begin.

SQLite and PostgreSQL see the same schema. SQLite connections begin explicitly, so that a write takes its lock
at the start (`BEGIN IMMEDIATE`) instead of failing half way.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, event
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from inspect_app.core.clock import whole_milliseconds
from inspect_app.core.metrics import watch_pool
from inspect_app.core.turns import begin_immediate

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


# On a connection that several writers share, a session writes inside a savepoint (core/sharing.py).
SESSION = {"expire_on_commit": False, "join_transaction_mode": "create_savepoint"}
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options=SESSION)


class UtcTime(TypeDecorator[datetime]):
    """An instant: aware UTC in whole milliseconds on both databases (SQLite itself would lose the zone)."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """`timestamptz(3)` on PostgreSQL, sortable text on SQLite."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=3))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime; SQLite stores the UTC wall clock."""
        if value is None:
            return None
        value = whole_milliseconds(value)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        """Give the zone back. A page of cases has a thousand of them: each is one call into C."""
        return aware if dialect.name == "postgresql" else read_text


def aware(value: datetime | None) -> datetime | None:
    """PostgreSQL answers in the zone of the connection."""
    return None if value is None else value.astimezone(UTC)


def read_text(value: str | None) -> datetime | None:
    """SQLite keeps the wall clock of UTC as text."""
    return None if value is None else datetime.fromisoformat(value + "+00:00")


BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only on INTEGER keys
JsonDoc = JSON().with_variant(JSONB, "postgresql")

SQLITE_PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000")


def prepare_engine(engine: Engine) -> None:
    """Install the connection habits of the engine's database. Call once for each engine."""
    watch_pool(engine)
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", compile_nothing)
        return

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin or commit on its own
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write_lock", False):
            begin_immediate(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def compile_nothing(connection: Any, _record: object) -> None:
    """Numbers over a year of cases took PostgreSQL longer to compile to machine code than to find."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False
