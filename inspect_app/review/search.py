"""Finding entries of the log: filters that ride on indexes, words within a bounded stretch, a cursor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text

from inspect_app.audit.models import MAIN_LOG, Event
from inspect_app.core.db import db

STRETCH = 5_000  # entries whose words one request reads; the next request goes on where this one ended
OLDEST, NEWEST = "oldest", "newest"

# A word counts where it stands in a text of the payload, not in the name of a field.
SAYS_SQLITE = text(
    "EXISTS (SELECT 1 FROM json_tree(events.payload) AS word"
    " WHERE word.type = 'text' AND word.atom LIKE :pattern ESCAPE '\\')"
)
SAYS_POSTGRES = text(
    "EXISTS (SELECT 1 FROM jsonb_path_query(events.payload, 'strict $.** ? (@.type() == \"string\")') AS word"
    " WHERE word #>> '{}' ILIKE :pattern ESCAPE '\\')"
)


@dataclass(frozen=True)
class LogFilter:
    """Which entries: `begin` ≤ time of the entry < `end`; `words` occur in a text of the payload."""

    kind: str | None = None
    actor: int | None = None
    subject: str | None = None
    begin: datetime | None = None
    end: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Found:
    """A page of entries; `reached` is the index behind which the search goes on, None at the end."""

    events: list[Event]
    reached: int | None


def find_entries(wanted: LogFilter, *, order: str, behind: int | None, limit: int) -> Found:
    """At most `limit` entries in the order of the log or against it, from behind an index on.

    With words a page may be short or empty although there is more: one request reads STRETCH entries.
    """
    if wanted.words:
        return find_words(wanted, order=order, behind=behind, limit=limit)
    query = in_order(select(Event), wanted, order, behind).limit(limit)
    events = list(db.session.scalars(query))
    return Found(events, events[-1].log_index if len(events) == limit else None)


def find_words(wanted: LogFilter, *, order: str, behind: int | None, limit: int) -> Found:
    """Entries with the words among the next STRETCH that fit the other filters: never the whole log."""
    stretch = in_order(select(Event.log_index), wanted, order, behind).limit(STRETCH).subquery()
    edge = func.min if order == NEWEST else func.max
    looked = select(edge(stretch.c.log_index), func.count()).select_from(stretch)
    last, read = db.session.execute(looked).one()
    among = (Event.log_id == MAIN_LOG, Event.log_index.in_(select(stretch.c.log_index)), says(wanted.words))
    query = select(Event).where(*among).order_by(direction(wanted, order)).limit(limit)
    events = list(db.session.scalars(query))
    if len(events) == limit:
        return Found(events, events[-1].log_index)
    return Found(events, last if read == STRETCH else None)


def in_order(query: Select[Any], wanted: LogFilter, order: str, behind: int | None) -> Select[Any]:
    """The entries that fit the indexed filters, in the order asked for."""
    query = query.where(Event.log_id == MAIN_LOG, *conditions(wanted))
    if behind is not None:
        query = query.where(Event.log_index < behind if order == NEWEST else Event.log_index > behind)
    return query.order_by(direction(wanted, order))


def direction(wanted: LogFilter, order: str) -> ColumnElement[Any]:
    """The order of the log, or its reverse; a subject's own numbers follow it, and have an index with it."""
    column: ColumnElement[Any] = (Event.seq if wanted.subject else Event.log_index).expression
    return column.desc() if order == NEWEST else column.asc()


def conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """The filter without its words."""
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(Event.kind == wanted.kind)
    if wanted.actor is not None:
        found.append(Event.actor_id == wanted.actor)
    if wanted.subject:
        found.append(Event.subject == wanted.subject)
    if wanted.begin or wanted.end:
        found += during(wanted)
    return found


def during(wanted: LogFilter) -> list[ColumnElement[bool]]:
    """The time window, and the stretch of the log it lies in.

    Entries stand almost in the order of time, and a page wants the order of the log: so the window's index
    first tells the lowest and highest entry, and the walk between them is short.
    """
    window = [Event.at >= wanted.begin] if wanted.begin else []
    window += [Event.at < wanted.end] if wanted.end else []
    inside = select(Event.log_index).where(Event.log_id == MAIN_LOG, *window)
    lowest = inside.with_only_columns(func.min(Event.log_index)).correlate(None).scalar_subquery()
    highest = inside.with_only_columns(func.max(Event.log_index)).correlate(None).scalar_subquery()
    return [*window, Event.log_index >= lowest, Event.log_index <= highest]


def says(words: str) -> Any:
    """The words occur in a text of the payload; upper and lower case are the same in Latin letters."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    clause = SAYS_POSTGRES if db.session.get_bind().dialect.name == "postgresql" else SAYS_SQLITE
    return clause.bindparams(pattern=f"%{escaped}%")


def kinds_in_log() -> list[str]:
    """Every kind of entry there is: one step along the index for each, not a walk over the log."""
    found: list[str] = []
    first = select(func.min(Event.kind)).where(Event.log_id == MAIN_LOG)
    kind = db.session.scalar(first)
    while kind is not None:
        found.append(kind)
        kind = db.session.scalar(first.where(Event.kind > kind))
    return found
