"""INSERT … ON CONFLICT, which both databases have but SQLAlchemy gives each its own class for."""

from sqlalchemy.dialects import postgresql, sqlite

from inspect_app.core.db import Base, db


def upsert_into(table: type[Base]) -> postgresql.Insert:
    """An INSERT that can say what to do on conflict, for the running database.

    Both dialects' classes have the methods used here; the type is that of PostgreSQL's.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)  # type: ignore[return-value]
