"""INSERT … ON CONFLICT, which both databases have but SQLAlchemy gives each its own class for."""

from sqlalchemy.dialects import postgresql, sqlite

from inspect_app.core.db import Base, db


def upsert_into(table: type[Base]) -> postgresql.Insert:
    """An INSERT that can say what to do on conflict, for the running database."""
    return upsert_for(db.session.get_bind().dialect.name, table)


def upsert_for(dialect: str, table: type[Base]) -> postgresql.Insert:
    """The same for a named one: for statements that are built once.

    Both dialects' classes have the methods used here; the type is that of PostgreSQL's.
    """
    if dialect == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)  # type: ignore[return-value]
