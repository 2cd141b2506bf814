"""The edition of the shapes: the lock that queues changes, and the mark that tells caches they are old."""

from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.upsert import upsert_into
from inspect_app.places.models import THE_EDITION, GridEdition


def begin_edition() -> None:
    """Start a change of shapes: later ones wait for this transaction, indexes are rebuilt after it."""
    mark = str(uuid7())
    statement = upsert_into(GridEdition).values(id=THE_EDITION, mark=mark)
    changed = statement.on_conflict_do_update(index_elements=[GridEdition.id], set_={"mark": mark})
    db.session.execute(changed)
