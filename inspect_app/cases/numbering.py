"""Numbers without gaps: a counter that is drawn from inside the transaction that uses the number."""

from inspect_app.cases.models import Counter
from inspect_app.core.db import db
from inspect_app.core.upsert import upsert_into


def count_up(name: str) -> int:
    """The next number under a name, from 1; the row stays locked until the transaction ends."""
    count = upsert_into(Counter).values(name=name, value=1)
    count = count.on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1})
    value: int = db.session.execute(count.returning(Counter.value)).scalar_one()
    return value
