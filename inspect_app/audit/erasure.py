"""Erasing the words about a person or a case: payloads and salts go, entries, hashes and proofs stay.

Without its salt a commitment says nothing about the words it was made of. The erasure is an entry itself.
Packages that keep the same words in columns of their own register what they erase with `erases`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, null, select, update

from inspect_app.audit.log import Fact, Receipt, append
from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.audit.twins import ERASED
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.errors import Problem

ColumnEraser = Callable[[Context, str], None]
COLUMN_ERASERS: dict[str, ColumnEraser] = {}


@dataclass(frozen=True)
class Erasure:
    """How many entries lost their words, and where the log says so."""

    count: int
    receipt: Receipt


def erases(kind: str) -> Callable[[ColumnEraser], ColumnEraser]:
    """Register what else is erased for subjects `<kind>:<id>`; the function gets the id as text."""

    def register(function: ColumnEraser) -> ColumnEraser:
        COLUMN_ERASERS[kind] = function
        return function

    return register


def erase(ctx: Context, subject: str, reason: str) -> Erasure:
    """Erase every payload and salt of a subject, and log it; 404 `unknown_subject` without any to erase."""
    with_words = (Event.log_id == MAIN_LOG, Event.subject == subject, Event.salt.is_not(None))
    count = db.session.scalar(select(func.count()).select_from(Event).where(*with_words)) or 0
    if not count:
        raise Problem("unknown_subject", f"The log holds no words about {subject}.", 404)
    kind, _, key = subject.partition(":")
    if kind in COLUMN_ERASERS:
        COLUMN_ERASERS[kind](ctx, key)
    # SQL's NULL: a JSON column would write the JSON word null.
    db.session.execute(update(Event).where(*with_words).values(payload=null(), salt=null()))
    receipt = append(ctx, [Fact(subject, ERASED, {"entries": count}, {"reason": reason})])[0]
    return Erasure(count, receipt)
