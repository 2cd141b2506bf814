"""Numbers without gaps: a counter that is drawn from inside the transaction that uses the number."""

from functools import cache

from sqlalchemy.dialects.postgresql import Insert

from inspect_app.cases.models import Counter
from inspect_app.core.db import db
from inspect_app.core.upsert import upsert_for


def count_up(name: str) -> int:
    """The next number under a name, from 1; the row stays locked until the transaction ends."""
    connection = db.session.connection()
    drawn = connection.execute(counting(connection.dialect.name), {"name": name, "value": 1})
    value: int = drawn.scalar_one()
    return value


@cache
def counting(dialect: str) -> Insert:
    """The statement; reports wait for each other while it is made."""
    count = upsert_for(dialect, Counter)
    more = {"value": Counter.value + 1}
    return count.on_conflict_do_update(index_elements=["name"], set_=more).returning(Counter.value)  # type: ignore[return-value]
