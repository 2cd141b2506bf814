"""Statistics of SQLite, from which it chooses its ways; PostgreSQL's autovacuum keeps its own."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, text

from inspect_app.core.db import db
from inspect_app.core.settings import settings
from inspect_app.core.tasks import sweep
from inspect_app.core.transaction import read_transaction, write_transaction

HOUR = 3  # on the wall clock, when few people write
ROWS_LOOKED_AT = 1_000  # of each index: enough to choose by, and a moment's work in a table of millions


@sweep(minutes=60)
def refresh_statistics(now: datetime) -> None:
    """Once a night, on SQLite."""
    at_night = now.astimezone(ZoneInfo(settings().time_zone)).hour == HOUR
    if at_night and db.engine.dialect.name == "sqlite":
        analyse()


def analyse() -> None:
    """Look at a sample of every table, each in a transaction of its own so that nobody waits long."""
    with read_transaction() as session:
        there = set(inspect(session.connection()).get_table_names())
    for name in sorted(there & db.metadata.tables.keys()):
        with write_transaction() as session:
            session.execute(text(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}"))
            session.execute(text(f'ANALYZE "{name}"'))
