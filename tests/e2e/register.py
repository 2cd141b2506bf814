"""What the server holds after people have worked: read from its own database and log."""

from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, text

from inspect_app.app import create_app
from inspect_app.audit.fsck import check_log
from tests.e2e.conftest import Town


def column(town: Town, query: str, **values: Any) -> list[Any]:
    """The first column of a query."""
    engine = create_engine(town.server.config.database)
    with engine.connect() as connection:
        rows = connection.execute(text(query), values).scalars().all()
    engine.dispose()
    return list(rows)


def statuses(town: Town) -> list[str]:
    """How the cases stand, in the order they came."""
    return column(town, "SELECT status FROM cases ORDER BY id")


def categories(town: Town) -> list[str]:
    """The categories of the cases there are."""
    return column(town, "SELECT category FROM cases ORDER BY category")


def steps_of(town: Town, case_id: str) -> list[str]:
    """What the log says of a case, in order; looks at originals are no steps."""
    query = "SELECT kind FROM events WHERE subject = :subject ORDER BY seq"
    return column(town, query, subject=f"case:{UUID(case_id)}")


def log_is_whole(town: Town) -> bool:
    """The log agrees with itself."""
    app = create_app(town.server.config)
    with app.app_context():
        return check_log() == []
