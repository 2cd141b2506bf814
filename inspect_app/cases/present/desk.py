"""What the desks read: counts of what waits, likely duplicates, saved filters."""

from datetime import datetime
from typing import Any

from inspect_app.cases.likeness import Likeness
from inspect_app.cases.models import Case, SavedFilter
from inspect_app.cases.present.summary import present_cases
from inspect_app.cases.queues import Tally
from inspect_app.core.clock import to_iso

Json = dict[str, Any]


def counts_json(found: list[Tally], requests: int) -> Json:
    """The counts of the open cases in scope; nothing in it moves while nothing changes."""
    return {
        "statuses": [
            {"status": t.status, "total": t.total, "overdue": t.overdue, "due_today": t.due_today}
            for t in found
        ],
        "total": sum(t.total for t in found),
        "overdue": sum(t.overdue for t in found),
        "due_today": sum(t.due_today for t in found),
        "requests": requests,
    }


def duplicates_json(found: list[tuple[Case, Likeness]], now: datetime) -> list[Json]:
    """Each suggestion with what it has in common: metres, milliseconds after the case, category, photos."""
    lines = present_cases([case for case, _ in found], now)
    return [
        {
            "case": line,
            "distance_m": round(likeness.distance_m, 1),
            "apart_ms": round(likeness.apart.total_seconds() * 1000),
            "same_category": likeness.same_category,
            "photo_bits": likeness.photo_bits,
            "captured_at": to_iso(case.captured_at),
        }
        for line, (case, likeness) in zip(lines, found, strict=True)
    ]


def saved_filter_json(row: SavedFilter) -> Json:
    """A saved filter as its owner sees it."""
    return {"id": str(row.id), "name": row.name, "query": row.query, "created_at": to_iso(row.created_at)}
