"""Taking a filtered list of the log away as CSV: streamed, bounded by the moment it was asked for, logged."""

from collections.abc import Iterator
from typing import Any

from inspect_app.audit.canonical import canonical
from inspect_app.audit.log import Fact, append
from inspect_app.audit.models import MAIN_LOG
from inspect_app.audit.queries import log_size
from inspect_app.core.clock import to_millis
from inspect_app.core.context import Context
from inspect_app.core.db import db
from inspect_app.core.spreadsheet import BOM, csv_line
from inspect_app.core.transaction import read_transaction
from inspect_app.review.present import present_entries
from inspect_app.review.search import OLDEST, LogFilter, find_entries

BATCH = 500
HEAD = (
    "log_index", "at", "kind", "label_zh", "label_en", "case", "subject", "seq", "actor_id", "actor",
    "payload", "leaf_hash",
)  # fmt: skip


def log_export(ctx: Context, wanted: LogFilter) -> int:
    """Write into the log what is taken away; returns the size of the log before that: where the list ends."""
    size = log_size()
    append(ctx, [Fact(f"log:{MAIN_LOG}", "log_exported", {"size": size}, {"filter": told(wanted)})])
    return size


def told(wanted: LogFilter) -> dict[str, Any]:
    """The filter in the log's vocabulary; what was not asked for is left out."""
    said = {
        "kind": wanted.kind,
        "actor": wanted.actor,
        "subject": wanted.subject,
        "from": wanted.begin and to_millis(wanted.begin),
        "to": wanted.end and to_millis(wanted.end),
        "q": wanted.words or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def csv_of(wanted: LogFilter, size: int) -> Iterator[str]:
    """The entries below `size` that fit, oldest first. They never change: each batch is a look of its own."""
    yield BOM + csv_line(HEAD)
    behind: int | None = -1
    while behind is not None:
        with read_transaction():
            found = find_entries(wanted, order=OLDEST, behind=behind, limit=BATCH)
            rows = present_entries([event for event in found.events if event.log_index < size])
            db.session.expunge_all()
        yield "".join(csv_line(cells(row)) for row in rows)
        behind = found.reached if found.reached is not None and found.reached < size - 1 else None


def cells(row: dict[str, Any]) -> tuple[Any, ...]:
    """One line of the table."""
    payload = None if row["payload"] is None else canonical(row["payload"]).decode()
    actor = row["actor"] or {"id": None, "name": "system"}
    case = row["case"]["number"] if row["case"] else None
    label = row["label"]
    return (
        row["log_index"], row["at"], row["kind"], label["zh"], label["en"], case, row["subject"], row["seq"],
        actor["id"], actor["name"], payload, row["leaf_hash"],
    )  # fmt: skip
